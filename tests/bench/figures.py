"""Figures of a finished command, medians of several, and the bars that they are held against."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# An installed program has its bytecode beside it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Figures:
    """One finished command: wall and processor time in seconds, peak memory in MB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Bar:
    """A figure that is held against a limit."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is on the right side."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def measure(argv: Sequence[str], cwd: Path, settings: dict[str, str] | None = None) -> Figures:
    """Run a command to its end; RuntimeError with its output if it fails."""
    log = cwd / "log"
    with log.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(argv, cwd=cwd, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                   env={**ENVIRONMENT, **(settings or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: {process.returncode}\n{log.read_text()[-2000:]}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(runs: int, *commands: Callable[[], Figures]) -> list[Figures]:
    """The medians of several commands, run in turn."""
    found: list[list[Figures]] = [[] for _ in commands]
    for _ in range(runs):
        for figures, command in zip(found, commands, strict=True):
            figures.append(command())
    return [
        Figures(*(statistics.median(getattr(one, name) for one in figures) for name in ("wall", "cpu", "memory")))
        for figures in found
    ]


def row(what: str, hosts: str, figures: Figures, base: Figures) -> str:
    """One line of the table."""
    return (f"{what:28} {hosts:>12} {figures.wall:9.2f} s {figures.wall / base.wall:8.1f} x {figures.cpu:9.2f} s "
            f"{figures.memory:7.0f} MB")  # fmt: skip
