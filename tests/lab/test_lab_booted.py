"""Hosts with systemd."""

import time

import pytest
from lab_traces import Ssh

from pushcfg.lab import Lab


def test_systemd_runs(booted: Lab, ssh: Ssh) -> None:
    assert ssh(booted, "systemctl is-system-running").stdout == "running\n"
    assert ssh(booted, "systemctl is-active cron").stdout == "active\n"


def test_a_reboot_keeps_the_files_and_nothing_else(booted: Lab, ssh: Ssh) -> None:
    ask = "cd /proc/sys; cat kernel/random/boot_id vm/swappiness vm/dirty_ratio; ls /root"
    before = ssh(booted, ask).stdout.split()
    ssh(booted, "touch /root/kept; echo vm.dirty_ratio=7 > /etc/sysctl.d/t.conf; sysctl -w vm.swappiness=1")
    ssh(booted, "systemctl reboot")
    end = time.monotonic() + 60
    while (after := ssh(booted, ask)).returncode != 0 or after.stdout.split()[0] == before[0]:
        assert time.monotonic() < end, booted.states()
        time.sleep(0.1)
    boot, swappiness, dirty, *files = after.stdout.split()
    assert boot != before[0]
    assert [before[1], "7", ["kept"]] == [swappiness, dirty, files]


@pytest.mark.parametrize(
    "attempt",
    [
        "mknod /root/disk b 254 0",
        "mount -t devtmpfs x /mnt; head -c 1 /mnt/vda || head -c 1 /mnt/sda",
        "mount -t devtmpfs x /mnt; mount /mnt/vda /srv || mount /mnt/sda1 /srv",
        "mount -t proc x /mnt && echo 99 > /mnt/sys/vm/swappiness",
        "umount -l /proc/sys; mount -o remount,rw,bind /proc/sys; echo 99 > /proc/sys/vm/swappiness",
        "date -s 2001-01-01",
        "dmesg -C",
        "swapon /etc/hostname",
    ],
)
def test_the_machine_is_out_of_reach(root: None, booted: Lab, ssh: Ssh, machine, attempt: str) -> None:
    before = machine()
    # In a mount namespace of its own: later tests want /proc/sys as it is.
    inside = f"unshare -m sh -c '{attempt}'"
    # By ssh, and as a service of the host's own systemd.
    results = [ssh(booted, inside), ssh(booted, f'systemd-run -q --wait sh -c "{inside}"')]
    assert all(result.returncode != 0 for result in results), results
    assert before == machine()


def test_sysctls_are_a_copy(booted: Lab, ssh: Ssh, machine) -> None:
    before = machine()
    ssh(booted, "echo kernel.panic=66 > /etc/sysctl.d/p.conf; systemctl restart systemd-sysctl")
    assert ssh(booted, "sysctl -n kernel.panic").stdout == "66\n"
    assert ssh(booted, "sysctl -qw kernel.panic=3; cat /proc/sys/kernel/panic").stdout == "3\n"
    assert before == machine()
