"""The control group of a lab: all of its processes, under a guard, and a way to end them all."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from pushcfg.errors import LabError
from pushcfg.lab.host import bpf

PLACES = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))  # unified, hybrid


def hierarchy() -> Path | None:
    """Where cgroup v2 is mounted, if it is."""
    return next((place for place in PLACES if (place / "cgroup.controllers").exists()), None)


def of(state: Path) -> Path | None:
    """The group of the lab with this state directory; it need not exist."""
    top = hierarchy()
    if top is None:
        return None
    return top / f"pushcfg-lab-{hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]}"


def enter(group: Path) -> None:
    """Create a guarded group and move this process into it; an OSError where that cannot be."""
    group.mkdir(exist_ok=True)
    bpf.guard(group)
    join(group)


def join(group: Path) -> None:
    """Move this process into a group."""
    (group / "cgroup.procs").write_text("0")


def members(group: Path) -> list[int]:
    """Every process in a group and in those below it."""
    found: list[int] = []
    for directory, _, _ in os.walk(group):
        with suppress(OSError):
            found += map(int, Path(directory, "cgroup.procs").read_text().split())
    return found


def remove(group: Path, patience: float = 10.0) -> None:
    """Kill what is left in a group and remove it; also its namesakes, which nspawn makes in cgroup v1."""
    end = time.monotonic() + patience
    while places := [place for place in (group, *PLACES[0].glob(f"*/{group.name}")) if place.exists()]:
        for place in places:
            with suppress(OSError):
                (place / "cgroup.kill").write_text("1")
            for directory, _, _ in os.walk(place, topdown=False):
                with suppress(OSError):
                    os.rmdir(directory)
        if time.monotonic() > end:
            raise LabError(f"{places[0]} does not empty: processes {members(places[0])}")
        if places[0].exists():
            time.sleep(0.02)
