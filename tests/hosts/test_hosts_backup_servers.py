"""Backups by restic to an S3 server and to a REST server, each a real one behind the host's loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import sh
from hosts.operating import Operator

from pushcfg.lab import Lab

pytestmark = pytest.mark.slow

PLAYBOOK = Path(__file__).parent.parent.parent / "playbooks" / "backup.yml"
PASSWORD, KEY = "geheim-&-42", "schluessel-9000"
SETS = "backup_sets: [{name: data, paths: [/srv/data], restore_test: /srv/data}]"
REST = f"backup_repository: 'rest:http://web1:{KEY}@127.0.0.1:8000/web1/', backup_password: '{PASSWORD}', {SETS}"
S3 = (f"backup_repository: 's3:http://127.0.0.1:9000/backups/web1', backup_password: '{PASSWORD}', {SETS}, "
      f"backup_environment: {{AWS_ACCESS_KEY_ID: web1, AWS_SECRET_ACCESS_KEY: {KEY}}}")  # fmt: skip


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """One host with systemd, with something to save."""
    with Lab.up(f"t{os.getpid()}-servers", 1, systemd=True, packages=True) as up:
        sh(up, up.hosts[0], "apt-get -qq update; mkdir -p /srv/data; echo 1 2 3 > /srv/data/orders")
        yield up


@pytest.fixture
def rest_server(lab: Lab) -> None:
    """rclone, which keeps what it gets in a folder, and asks for a password."""
    sh(lab, lab.hosts[0], f"""apt-get -qq install -y --no-install-recommends rclone >/dev/null 2>&1; mkdir -p /srv/rest
        systemd-run --quiet --unit=rest-server --setenv=RCLONE_USER=web1 --setenv=RCLONE_PASS={KEY} \
            rclone serve restic --addr 127.0.0.1:8000 /srv/rest
        for _ in $(seq 100); do ss -Hltn | grep -q :8000 && exit 0; sleep 0.1; done; exit 1""")


@pytest.fixture
def s3_server(lab: Lab) -> Iterator[None]:
    """moto on this machine, and a way to it from the host's loopback."""
    server = subprocess.Popen([sys.executable, "-c", "from moto.server import main; main(['-H', '127.0.0.1', '-p', '0'])"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout is not None
    port = next(line.rpartition(":")[2].strip() for line in server.stdout if "Running on http" in line)
    argv = lab.ssh(lab.hosts[0], ["sleep 1000"])
    argv[1:1] = ["-o", "ExitOnForwardFailure=yes", "-R", f"127.0.0.1:9000:127.0.0.1:{port}"]
    way = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if sh(lab, lab.hosts[0], "ss -Hltn | grep :9000 || true"):
                break
            time.sleep(0.1)
        yield
    finally:
        for process in (way, server):
            process.terminate()
            process.wait(10)


def saved_and_restored(lab: Lab, operator: Operator, variables: str) -> None:
    """The role sets it up, a timer's service saves, verify finds it, what was damaged comes back, nothing is told."""
    host = lab.hosts[0]
    said = [operator.run(PLAYBOOK, "--diff", "-vvv", variables=variables, code=0)]
    said.append(operator.run(PLAYBOOK, "--diff", "-vvv", variables=variables, code=0))
    assert [] == said[1].ends("changed")
    verify = ("--tags", "verify", "--check", "-vvv")
    said.append(operator.run(PLAYBOOK, *verify, variables=variables, code=3))
    sh(lab, host, "sleep 1.1; systemctl start host-backup-data.service host-backup-check.service host-backup-prune.service")
    said.append(operator.run(PLAYBOOK, *verify, variables=variables, code=0))
    sh(lab, host, "echo 3 2 1 > /srv/data/orders; host-backup restore data /srv/data /root/back")
    assert "1 2 3\n" == sh(lab, host, "cat /root/back/srv/data/orders")
    sh(lab, host, "cp -a /root/back/srv/data/. /srv/data/; rm -r /root/back")
    for secret in (PASSWORD, KEY):
        assert [] == [done.text for done in said if secret in done.text]
        assert "" == sh(lab, host, f"grep -rl -e '{secret}' /etc/systemd /usr/local /var/lib/host-backup || true")
    assert "600 root\n" == sh(lab, host, "stat -c '%a %U' /etc/host-backup/environment")


def test_to_a_rest_server(lab: Lab, operator: Operator, rest_server: None) -> None:
    saved_and_restored(lab, operator, REST)
    assert "config" in sh(lab, lab.hosts[0], "ls /srv/rest/web1").split()


def test_to_an_s3_server(lab: Lab, operator: Operator, s3_server: None) -> None:
    saved_and_restored(lab, operator, S3)
