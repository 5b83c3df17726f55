"""Backups by the role of that name on hosts that boot: made by timers' services, kept on another host, lost, restored."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import sh
from hosts.operating import Done, Operator

from pushcfg.lab import Host, Lab

pytestmark = pytest.mark.slow

PLAYBOOK = Path(__file__).parent.parent.parent / "playbooks" / "backup.yml"
PASSWORD = "geheim-&-42"
PORT = 2222
SETS = """backup_sets: [{name: data, paths: [/srv/data, /srv/dump], restore_test: /srv/data,
    before: "mkdir -p /srv/dump; echo all > /srv/dump/all.sql", after: rm -r /srv/dump}, {name: etc, paths: [/etc]}]"""


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """Two hosts with systemd, the second of which keeps what the first saves."""
    with Lab.up(f"t{os.getpid()}-backup", 2, systemd=True, packages=True) as up:
        yield up


@pytest.fixture(scope="module")
def way(lab: Lab) -> Iterator[dict[str, str]]:
    """A way from the first host to the second, by way of this machine; the key and the host key for it."""
    first, second = lab.hosts
    argv = lab.ssh(first, ["-N"])
    argv[1:1] = ["-o", "ExitOnForwardFailure=yes", "-R", f"127.0.0.1:{PORT}:{second.address}:{second.port}"]
    argv[argv.index("-N")] = "sleep 1000"
    sh(lab, first, "ssh-keygen -q -t ed25519 -N '' -f /root/key")
    sh(lab, second, f"mkdir -p /root/.ssh; echo '{sh(lab, first, 'cat /root/key.pub').strip()}' >> /root/.ssh/authorized_keys")
    tunnel = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            known = lab.run(first, ["ssh-keyscan", "-t", "ed25519", "-p", str(PORT), "127.0.0.1"]).stdout
            if known:
                break
            time.sleep(0.1)
        yield {"backup_ssh_key": sh(lab, first, "cat /root/key; rm /root/key*"), "backup_ssh_known_hosts": known}
    finally:
        tunnel.terminate()
        tunnel.wait(10)


def run(operator: Operator, host: Host, variables: str, *words: str, code: int) -> Done:
    """Run the playbook on one host."""
    return operator.run(PLAYBOOK, "--limit", host.name, *words, variables=variables, code=code)


def foretold(done: Done) -> list[tuple[str, str]]:
    """(task, item) of what has changed, or would, or is unknown."""
    return [(event["task"], event["item"]) for event in done.ends("changed", "unknown")]


def sftp(way: dict[str, str]) -> str:
    """The variables of backups to the second host."""
    secrets = "".join(f", {name}: {value!r}".replace("'", '"') for name, value in way.items())
    return f"backup_repository: 'sftp://root@127.0.0.1:{PORT}//srv/store', backup_password: '{PASSWORD}', {SETS}{secrets}"


def test_to_another_host_lost_and_restored(lab: Lab, operator: Operator, way: dict[str, str]) -> None:
    host, store = lab.hosts
    variables = sftp(way)
    sh(lab, host, "mkdir -p /srv/data; echo 1 2 3 > /srv/data/orders; ln -s orders /srv/data/link")
    check = run(operator, host, variables, "--check", "--diff", code=3)
    done = run(operator, host, variables, "--diff", code=0)
    assert foretold(check) == foretold(done)
    assert [] == run(operator, host, variables, code=0).ends("changed")
    for said in (check, done):
        assert PASSWORD not in said.text
        assert "PRIVATE KEY" not in said.text
    modes = sh(lab, host, "stat -c '%a %U' /etc/host-backup /etc/host-backup/environment /etc/host-backup/password")
    assert "700 root\n600 root\n600 root\n" == modes
    timers = sh(lab, host, "systemctl list-timers --all --plain --no-legend 'host-backup-*' | grep -o 'host-backup-[a-z]*.timer' | sort")
    assert [f"host-backup-{name}.timer" for name in ("check", "data", "etc", "prune")] == timers.split()

    # What is missing is a difference in a check, and a failure in an apply.
    missing = run(operator, host, variables, "--tags", "verify", "--check", code=3)
    assert {"newest": (None, "at most 28h ago"), "restored": ("nothing, as there is no backup", "as on the host")} == \
        next({c["attribute"]: (c["before"], c["after"]) for c in event["changes"]} for event in missing.ends("changed"))
    run(operator, host, variables, "--tags", "verify", code=4)

    sh(lab, host, "sleep 1.1; systemctl start host-backup-data.service host-backup-etc.service")
    assert "config\n" == sh(lab, store, "ls /srv/store | grep config")
    assert "" == sh(lab, host, "ls /srv | grep dump || true")
    verified = run(operator, host, variables, "--tags", "verify", "--check", code=0)
    assert [] == verified.ends("changed", "failed", "unknown")
    sh(lab, host, "systemctl start host-backup-prune.service host-backup-check.service")

    # The data is damaged, and restored from the other host.
    sh(lab, host, "rm /srv/data/link; echo 3 2 1 > /srv/data/orders")
    sh(lab, host, "host-backup restore data /srv/data /root/back; cp -a /root/back/srv/data/. /srv/data/")
    assert "1 2 3\norders\n" == sh(lab, host, "cat /srv/data/orders; readlink /srv/data/link")
    assert "all\n" == sh(lab, host, "host-backup restore data /srv/dump /root/back; cat /root/back/srv/dump/all.sql")

    # A backup of yesterday would be: two seconds are stale where one is the limit.
    time.sleep(1.1)
    stale = run(operator, host, variables, "--tags", "verify", "--check", "-e", "backup_max_age=1s", code=3)
    assert ["at most 1s ago"] * 2 == [change["after"] for event in stale.ends("changed") for change in event["changes"]]
    failed = run(operator, host, variables, "--tags", "verify", "-e", "backup_max_age=1s", code=4).ends("failed")
    assert all("the newest good backup was begun: 20" in event["message"] for event in failed)

    # A repository that tells of its backups and has lost their data: only a restore finds that.
    sh(lab, store, "mv /srv/store/data /srv/store/lost")
    lost = run(operator, host, variables, "--tags", "verify", "--check", code=3)
    assert any("cannot be restored" in str(change["before"]) for event in lost.ends() for change in event["changes"])
    sh(lab, store, "mv /srv/store/lost /srv/store/data")


def test_a_set_that_is_wanted_no_more(lab: Lab, operator: Operator, way: dict[str, str]) -> None:
    host = lab.hosts[0]
    variables = sftp(way).replace(", {name: etc, paths: [/etc]}", "")
    run(operator, host, variables, code=0)
    assert "" == sh(lab, host, "ls /etc/systemd/system | grep host-backup-etc || true; ls /etc/host-backup/sets | grep etc || true")
    assert [] == run(operator, host, variables, code=0).ends("changed")


@pytest.mark.parametrize("engine", ["borg", "tar"])
def test_other_engines(lab: Lab, operator: Operator, engine: str) -> None:
    host = lab.hosts[1]
    variables = f"backup_engine: {engine}, backup_repository: /srv/{engine}, backup_password: '{PASSWORD}', {SETS}, backup_keep: {{last: 1}}"
    sh(lab, host, "mkdir -p /srv/data; echo 1 2 3 > /srv/data/orders")
    check = run(operator, host, variables, "--check", code=3)
    assert foretold(check) == foretold(run(operator, host, variables, code=0))
    assert [] == run(operator, host, variables, code=0).ends("changed")
    sh(lab, host, "sleep 1.1; systemctl start host-backup-data.service host-backup-etc.service; sleep 1.1; systemctl start host-backup-data.service")
    run(operator, host, variables, "--tags", "verify", "--check", code=0)
    sh(lab, host, "systemctl start host-backup-prune.service host-backup-check.service")
    counted = {"borg": "BORG_PASSCOMMAND='cat /etc/host-backup/password' borg list --short /srv/borg", "tar": "ls /srv/tar"}[engine]
    assert 1 == sh(lab, host, counted).count("-data-20")
    sh(lab, host, "echo 3 2 1 > /srv/data/orders; rm -rf /root/back; host-backup restore data /srv/data /root/back")
    assert "1 2 3\n" == sh(lab, host, "cat /root/back/srv/data/orders")
    run(operator, host, variables, "--tags", "verify", "--check", code=0)


def test_a_failing_hook_fails_the_backup(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[1]
    sets = "backup_sets: [{name: bad, paths: [/etc/hostname], before: 'false', after: touch /run/after}]"
    variables = f"backup_engine: tar, backup_repository: /srv/tar, {sets}, backup_on_failure: touch /run/told"
    run(operator, host, variables, code=0)
    assert 0 != lab.run(host, ["systemctl", "start", "host-backup-bad.service"]).returncode
    # What is told of a failure is a unit of its own, which systemd starts behind the one that has failed.
    told = "for _ in $(seq 100); do test -e /run/told && break; sleep 0.1; done"
    assert "" == sh(lab, host, f"{told}; ls /srv/tar | grep bad || true; ls /run/after /run/told > /dev/null")
