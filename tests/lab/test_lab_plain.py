"""What plain hosts are, and what they can never do to the machine."""

import socket
import subprocess
import time
from pathlib import Path

import pytest
from lab_traces import Ssh

from pushcfg.errors import LabError
from pushcfg.lab import Lab


def test_sysctls_are_read_back_and_are_not_the_machines(plain: Lab, ssh: Ssh, machine) -> None:
    before = machine()
    names = {"vm.swappiness": "13", "kernel.panic": "77", "net.ipv4.ip_forward": "1"}
    for key, value in names.items():
        result = ssh(plain, f"sysctl -w {key}={value} >&2; sysctl -n {key}")
        assert f"{value}\n" == result.stdout, result.stderr
    assert before == machine()
    assert before["vm/swappiness"] == ssh(plain, "cat /proc/sys/vm/swappiness", host=1).stdout


@pytest.mark.parametrize(
    "attempt",
    [
        "mknod /root/disk b 254 0",
        "mknod /root/disk b 8 0",
        "mount -t devtmpfs x /mnt",
        "mount -t proc x /mnt",
        "mount -o remount,rw /sys",
        "umount /proc/sys",
        "unshare -m mount -t tmpfs x /mnt",
        "unshare -Urm mount -t proc x /mnt",
        "date -s 2001-01-01",
        "hwclock --set --date 2001-01-01",
        "dmesg",
        "dmesg -C",
        "modprobe dummy",
        "swapon /etc/hostname",
        "echo b > /proc/sysrq-trigger",
        "echo 1 > /sys/kernel/mm/ksm/run",
        "ls /dev/vda /dev/sda /dev/mem /dev/kmsg",
        "cat /proc/kcore | head -c 1 | grep -q .",
        "nsenter --target 1 --mount true",
    ],
)
def test_the_machine_is_out_of_reach(plain: Lab, ssh: Ssh, machine, attempt: str) -> None:
    before = machine()
    results = [ssh(plain, attempt), plain.run(plain.hosts[0], ["sh", "-c", attempt])]
    assert all(result.returncode != 0 for result in results), results
    assert before == machine()
    assert abs(time.time() - time.clock_gettime(time.CLOCK_REALTIME)) < 1
    assert time.localtime().tm_year > 2001


def test_the_hosts_own_name_can_be_changed(plain: Lab, ssh: Ssh, machine) -> None:
    before = machine()
    assert ssh(plain, "hostname renamed && sysctl -n kernel.hostname", host=1).stdout == "renamed\n"
    ssh(plain, f"hostname {plain.hosts[1].name}", host=1)
    assert before == machine()


def test_files_of_the_machine_are_not_there(plain: Lab, ssh: Ssh, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of the machine")
    for place in ("", "/proc/1/root", "/proc/1/cwd"):
        assert ssh(plain, f"cat {place}{tmp_path}/secret").returncode != 0
    links = ssh(plain, "readlink /proc/1/exe /proc/1/fd/*").stdout.split()
    assert links[0].startswith("/usr/bin/python3")
    # Its descriptors lead nowhere outside: null, sockets, pipes.
    assert {link.split(":")[0] for link in links[1:]} <= {"/dev/null", "socket", "pipe"}


def test_processes_of_the_machine_are_not_there(plain: Lab, ssh: Ssh) -> None:
    commands = ssh(plain, "ps -eo args --no-headers").stdout.splitlines()
    strange = [
        line for line in commands if not line.startswith(("/usr/bin/python3", "sshd", "ps", "bash -c"))
    ]
    assert strange == []


def test_there_is_no_way_out(plain: Lab, ssh: Ssh) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for target in (f"127.0.0.1/{port}", "1.1.1.1/53", "127.0.0.1/3142"):
            command = f"timeout 3 bash -c ': < /dev/tcp/{target}'"
            assert ssh(plain, command).returncode != 0, target
    assert ssh(plain, "getent hosts example.com").returncode != 0


def test_upper_is_what_a_run_changed(plain: Lab) -> None:
    host = plain.hosts[1]
    before = {path for path in host.upper.rglob("*") if not path.is_dir()}
    plain.run(
        host,
        ["sh", "-c", "echo hello > /etc/hello; rm /etc/debian_version; echo x > /run/x; echo y > /tmp/y"],
    )
    after = {path for path in host.upper.rglob("*") if not path.is_dir()}
    assert {host.upper / "etc/hello", host.upper / "etc/debian_version"} == after - before


def test_orphans_are_reaped(plain: Lab) -> None:
    host = plain.hosts[1]
    plain.run(host, ["sh", "-c", "for i in 1 2 3 4 5; do (sleep 0.05 &); done"])
    time.sleep(0.4)
    assert plain.run(host, ["sh", "-c", "ps -eo stat,args --no-headers | grep ^Z"]).stdout == ""


def test_run_gives_status_output_and_takes_input(plain: Lab) -> None:
    result = plain.run(plain.hosts[0], ["sh", "-c", "cat; echo err >&2; exit 5"], stdin="in\n")
    assert (result.returncode, result.stdout, result.stderr) == (5, "in\n", "err\n")
    assert plain.run(plain.hosts[0].name, ["no-such-command"]).returncode == 127
    with pytest.raises(subprocess.TimeoutExpired):
        plain.run(plain.hosts[0], ["sleep", "2"], timeout=0.2)


def test_facts_find_a_default_address(plain: Lab) -> None:
    assert "dev eth0" in plain.run(plain.hosts[0], ["ip", "route", "get", "1.1.1.1"]).stdout


def test_a_package_does_not_start_its_service(plain: Lab) -> None:
    assert plain.run(plain.hosts[0], ["/usr/sbin/policy-rc.d", "cron", "start"]).returncode == 101


def test_a_lab_that_is_up_is_not_started_again(plain: Lab) -> None:
    with pytest.raises(LabError, match=rf"{plain.record.name}' is already up; pushcfg lab down --name"):
        Lab.up(plain.record.name, 1)
    assert {host.name: "up" for host in plain.hosts} == plain.states()


def test_a_lab_is_found_by_its_name(plain: Lab) -> None:
    found = Lab.find(plain.record.name)
    assert (plain.hosts, plain.state_dir) == (found.hosts, found.state_dir)


def test_a_host_outlives_what_a_playbook_kills(plain: Lab) -> None:
    host = plain.hosts[1]
    for number in ("TERM", "INT", "KILL"):
        plain.run(host, ["pkill", f"-{number}", "python3"])
    assert plain.run(host, ["true"]).returncode == 0
