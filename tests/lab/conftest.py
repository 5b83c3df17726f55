"""Labs for the tests: real ones, so as root on Linux; every other failure is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab_traces import Ssh, name, traces

from pushcfg.lab import Lab


@pytest.fixture(scope="session")
def root() -> None:
    """Skip where labs cannot be by nature; as root on Linux they have to work."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab takes root on Linux")


@pytest.fixture(scope="session")
def machine() -> Callable[[], dict[str, str]]:
    """What a lab must never change: sysctls, mounts, the host name, the cgroups of cgroup v2's top."""
    return _machine


def _machine() -> dict[str, str]:
    names = (
        "vm/swappiness",
        "vm/overcommit_memory",
        "kernel/panic",
        "kernel/hostname",
        "net/ipv4/ip_forward",
    )
    values = {item: Path("/proc/sys", item).read_text() for item in names}
    return {**values, "mounts": Path("/proc/self/mountinfo").read_text()}


@pytest.fixture(scope="session")
def plain(root: None) -> Iterator[Lab]:
    """Two plain hosts without a way out."""
    with Lab.up(name("plain"), 2) as lab:
        yield lab
    assert traces(lab.state_dir) == []


@pytest.fixture(scope="session")
def booted(root: None) -> Iterator[Lab]:
    """One host with systemd."""
    with Lab.up(name("booted"), 1, systemd=True) as lab:
        yield lab
    assert traces(lab.state_dir) == []


@pytest.fixture(scope="session")
def ssh() -> Ssh:
    """Run a shell command in a lab's first host over real ssh."""

    def run(
        lab: Lab, command: str, user: str | None = None, host: int = 0
    ) -> subprocess.CompletedProcess[str]:
        argv = lab.ssh(lab.hosts[host], [command], user)
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)

    return run
