"""The role time_sync on a booted host: chrony runs, its offset is verified, and a clock without a source is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.operating import Operator

from pushcfg.lab import Lab

ROLES = Path(__file__).parents[2] / "playbooks" / "roles"
PLAY = """
- hosts: lab
  roles: [time_sync]
"""
# A lab host may not set the clock, and has no server to ask: chrony runs without doing so, and is its own source.
PREPARED = """
apt-get -q update && apt-get -q -y install chrony
echo 'DAEMON_OPTS="-F 1 -x"' > /etc/default/chrony
mkdir -p /etc/systemd/system/chrony.service.d
printf '[Unit]\\nConditionCapability=\\n' > /etc/systemd/system/chrony.service.d/lab.conf
systemctl daemon-reload
"""
LOCAL = "time_sync_servers: [], time_sync_lines: [local stratum 8]"


@pytest.fixture
def booted(tmp_path: Path) -> Iterator[Operator]:
    with Lab.up("timesync", 1, systemd=True, packages=True) as lab:
        (tmp_path / "roles").symlink_to(ROLES)
        yield Operator(tmp_path, lab)


@pytest.mark.slow
def test_the_clock_is_right_or_that_it_is_not_is_told(booted: Operator) -> None:
    host = booted.lab.hosts[0]
    booted.lab.run(host, ["sh", "-c", PREPARED], timeout=240)
    done = booted.run(PLAY, code=0, variables=LOCAL)
    assert "changed" in [end["status"] for end in done.ends() if end["module"] == "template"]
    assert [] == booted.run(PLAY, code=0, variables=LOCAL).ends("changed")
    assert [] == booted.run(PLAY, "--check", code=0, variables=LOCAL).ends("changed", "unknown")
    lost = booted.run(PLAY, code=4, variables="time_sync_servers: [], time_sync_verify_tries: 1")
    assert "is not within 0.1 s of its sources" in lost.ends("failed")[-1]["message"]
