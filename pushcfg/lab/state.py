"""What is on disk about a lab: where it lies, its hosts, and whether it is up."""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pushcfg.errors import LabError

PORT = 2222
DEFAULT_ROOTS = (Path("/var/lib/pushcfg/lab"), Path("/dev/shm/pushcfg-lab"))  # private, 0700  # noqa: S108


@dataclass(frozen=True)
class Host:
    """One host of a lab; `upper` holds exactly the files that runs changed in it."""

    name: str
    address: str
    port: int
    upper: Path


@dataclass(frozen=True)
class Record:
    """A lab as it was asked for."""

    name: str
    kind: str  # plain or systemd
    packages: bool
    rtt: float
    user: str
    base: Path
    hosts: tuple[Host, ...]

    def save(self, state: Path) -> None:
        """Write it to the lab's state directory."""
        (state / "hosts.json").write_text(json.dumps(asdict(self), indent=1, default=str) + "\n")

    @classmethod
    def load(cls, state: Path) -> Record:
        """Read it from the lab's state directory; an OSError or a ValueError if it is not whole."""
        values: dict[str, Any] = json.loads((state / "hosts.json").read_text())
        hosts = tuple(Host(**{**host, "upper": Path(host["upper"])}) for host in values["hosts"])
        return cls(**{**values, "base": Path(values["base"]), "hosts": hosts})


def roots() -> tuple[Path, ...]:
    """Where labs may lie: $PUSHCFG_LAB_DIR, or the places of this machine in order of preference."""
    chosen = os.environ.get("PUSHCFG_LAB_DIR")
    return (Path(chosen).absolute(),) if chosen else DEFAULT_ROOTS


def states() -> list[Path]:
    """The state directory of every lab, up or crashed."""
    found: list[Path] = []
    for root in roots():
        with suppress(OSError):
            found += sorted(path for path in root.iterdir() if path.is_dir())
    return found


def of(name: str) -> Path | None:
    """The state directory of the lab with this name, if there is one."""
    return next((path for path in states() if path.name == name), None)


def supervisor(state: Path) -> int | None:
    """The process that holds a lab up, as far as is known."""
    try:
        return int((state / "supervisor.pid").read_text())
    except (OSError, ValueError):
        return None


def is_up(state: Path) -> bool:
    """Whether a supervisor holds the lab's lock; the kernel lets go of it however that one ends."""
    try:
        descriptor = os.open(state / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def hold(state: Path, patience: float = 0.0) -> int:
    """Take the lab's lock, for a new supervisor to inherit; a LabError if the lab is and stays up."""
    end = time.monotonic() + patience
    descriptor = os.open(state / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(descriptor)
                raise LabError(
                    f"the lab '{state.name}' is already up", hint=f"pushcfg lab down --name {state.name}"
                ) from None
            time.sleep(0.01)
        else:
            return descriptor
