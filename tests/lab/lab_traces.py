"""Names for the labs of the tests, and what a lab may leave behind: nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from pushcfg.lab.host import cgroup
from pushcfg.lab.sweep import leftovers

Ssh = Callable[..., "subprocess.CompletedProcess[str]"]


def name(word: str) -> str:
    """A lab's name that no other run of the tests uses."""
    return f"t{os.getpid()}-{word}"


def traces(directory: Path) -> list[object]:
    """Whatever is left of the lab with this state directory."""
    groups = [cgroup.of(directory), *cgroup.PLACES[0].glob(f"*/{(cgroup.of(directory) or Path('x')).name}")]
    mounts = [
        line for line in Path("/proc/self/mountinfo").read_text().splitlines() if str(directory) in line
    ]
    ours = [path for path in (directory, *groups) if path is not None and path.exists()]
    return [*ours, *mounts, *leftovers(directory)]
