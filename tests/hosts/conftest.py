"""Labs for the tests on real hosts: as root on Linux they have to work."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.operating import Operator

from pushcfg.lab import Lab


@pytest.fixture(scope="session")
def root() -> None:
    """Skip where labs cannot be by nature."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab takes root on Linux")


@pytest.fixture(scope="module")
def lab(root: None, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Three plain hosts for the tests of one file."""
    name = request.module.__name__.rpartition("test_hosts_")[2].replace("_", "-")
    with Lab.up(f"t{os.getpid()}-{name}"[:28], 3) as up:
        yield up


@pytest.fixture
def operator(tmp_path: Path, lab: Lab) -> Operator:
    """Runs pushcfg on the hosts of the file's lab."""
    return Operator(tmp_path, lab)
