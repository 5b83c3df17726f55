"""What is said of single events: headers, titles, what changed, what a program printed."""

from __future__ import annotations

from collections.abc import Iterator

from pushcfg.events import Interrupted, PlayStarted, TaskEnded
from pushcfg.model import Status
from pushcfg.sinks.lines import INDENT, Line, block
from pushcfg.sinks.text import clean, plural

# Of what a failed program printed, this many lines.
TAIL = 20


def play(event: PlayStarted) -> Iterator[Line]:
    """The header of a play."""
    yield Line("")
    counts = f"({plural(len(event.hosts), 'host')}, {plural(event.tasks, 'task')})"
    place = f"  {clean(str(event.position))}" if event.position is not None else ""
    yield Line(f"PLAY {clean(event.play)}  {counts}{place}", "head")


def interrupted(event: Interrupted) -> Iterator[Line]:
    """What was in flight, by task."""
    if not event.in_flight:
        yield Line("interrupted; nothing was in flight", "failed")
        return
    yield Line("interrupted; this was in flight, and may or may not have been done:", "failed")
    tasks: dict[str, list[str]] = {}
    for host, task in event.in_flight:
        tasks.setdefault(task, []).append(clean(host))
    for task, hosts in tasks.items():
        yield Line(f"{INDENT}{clean(task)}: {', '.join(hosts)}")


def title(event: TaskEnded) -> str:
    """The task, and the item of its loop."""
    name = f"handler {clean(event.task)}" if event.handler else clean(event.task)
    return name if event.item is None else f"{name}  [{clean(event.item)}]"


def aside(event: TaskEnded) -> str:
    """What changed, or what an unknown waits for, in brackets."""
    if event.status is Status.UNKNOWN and event.waits_for:
        return f"  (waits for: {clean(event.waits_for)})"
    if event.changes:
        return f"  ({', '.join(clean(change.attribute) for change in event.changes)})"
    return ""


def is_debug(event: TaskEnded) -> bool:
    """Whether this is a task whose only purpose is to be shown."""
    return event.module.rpartition(".")[2] == "debug" and event.status is not Status.SKIPPED


def printed(event: TaskEnded) -> Iterator[Line]:
    """The end of what a failed program printed."""
    for name in ("stdout", "stderr"):
        text = (event.result or {}).get(name)
        if isinstance(text, str) and text.strip():
            lines = text.strip("\n").split("\n")
            left_out = len(lines) - TAIL
            yield Line(f"{INDENT}{name}:{f' ({left_out} lines above)' if left_out > 0 else ''}", "dim")
            yield from block("\n".join(lines[-TAIL:]), "", INDENT * 2)
