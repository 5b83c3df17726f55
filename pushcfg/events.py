"""What the engine tells: one picklable fact at a time, for whatever sinks are listening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pushcfg.errors import Position
from pushcfg.model import Status


@dataclass(frozen=True, slots=True)
class Change:
    """One attribute that differs: what it was (None: absent) and what it is, or would be."""

    attribute: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins over these hosts."""

    playbook: str
    check: bool
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlayStarted:
    """A play begins on the hosts of one batch."""

    play: str
    hosts: tuple[str, ...]
    tasks: int
    position: Position | None = None


# Of the next two a large run makes hundreds of thousands, and freezing them doubles what each costs.
@dataclass(slots=True)
class TaskStarted:
    """A host is at this task: it was sent there, or a statement is at work."""

    host: str
    task: str
    position: Position | None = None


@dataclass(slots=True)
class TaskEnded:
    """One task, or one item of its loop, has ended on one host.

    `ignored` is a failure that the play told pushcfg to pass over. `waits_for` is, for an unknown,
    the task that only an apply can run first. `seconds` is the time that the host took.
    """

    host: str
    task: str
    module: str
    status: Status
    message: str = ""
    item: str | None = None
    changes: tuple[Change, ...] = ()
    commands: tuple[str, ...] = ()
    result: dict[str, Any] | None = None
    ignored: bool = False
    handler: bool = False
    waits_for: str = ""
    delegate: str = ""
    traceback: str = ""
    seconds: float = 0.0
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class HostLost:
    """A host cannot be worked on any further."""

    host: str
    message: str
    task: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something an operator should know that is no error."""

    message: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The operator ended the run; this was in flight (host, task)."""

    in_flight: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HostSummary:
    """How many tasks ended as what on one host."""

    host: str
    ok: int = 0
    changed: int = 0
    skipped: int = 0
    failed: int = 0
    blocked: int = 0
    unreachable: int = 0
    unknown: int = 0
    ignored: int = 0
    rescued: int = 0


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over: a summary for each host, in inventory order, and the seconds it took."""

    hosts: tuple[HostSummary, ...]
    seconds: float
    check: bool


Event = (
    RunStarted | PlayStarted | TaskStarted | TaskEnded | HostLost | Warned | Interrupted | RunEnded
)
