"""How events read as lines on a console, whatever kind of console it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pushcfg.events import (
    Event,
    HostLost,
    Interrupted,
    PlayStarted,
    RunEnded,
    RunStarted,
    TaskEnded,
    TaskStarted,
    Warned,
)
from pushcfg.model import Status
from pushcfg.sinks.difference import difference
from pushcfg.sinks.lines import INDENT, Line, block, message
from pushcfg.sinks.phrases import aside, interrupted, is_debug, play, printed, title
from pushcfg.sinks.recap import Failed, recap
from pushcfg.sinks.text import as_json, clean

STATUS_WIDTH = 12
HOST_WIDTH = 40
QUIET = frozenset({Status.OK, Status.SKIPPED, Status.BLOCKED})
DIFF_STYLES = {"-": "removed", "+": "added", "@": "dim", "\\": "dim"}


@dataclass(frozen=True, slots=True)
class Detail:
    """How much to show.

    `verbosity`: 0 what is not ok or skipped; 1 every task, and commands; 2 results; 3 tracebacks.
    """

    verbosity: int = 0
    diff: bool = False


class Wording:
    """Turns the events of one run into lines; remembers what the recap repeats."""

    def __init__(self, detail: Detail) -> None:
        self._detail = detail
        self._check = False
        self._width = 0
        self._failed: list[Failed] = []
        self._lost: set[str] = set()

    def lines(self, event: Event) -> Iterator[Line]:
        """What to print for an event; nothing for many."""
        match event:
            case TaskEnded():
                yield from self._task(event)
            case TaskStarted():
                pass
            case RunStarted():
                self._check = event.check
                self._width = min(max(map(len, event.hosts), default=0), HOST_WIDTH)
            case PlayStarted():
                yield from play(event)
            case HostLost():
                yield from self._host_lost(event)
            case Warned():
                place = f"{event.position}: " if event.position is not None else ""
                yield from message(f"warning: {clean(place)}", event.message, "", "warning")
            case Interrupted():
                yield from interrupted(event)
            case RunEnded():
                yield from (Line(*line) for line in recap(event, self._failed))

    def _task(self, event: TaskEnded) -> Iterator[Line]:
        shown = self._is_shown(event)
        if not event.ignored:
            self._remember(event)
        if not shown:
            return
        style = "ignored" if event.ignored else event.status.value
        place = (
            f"  ({clean(str(event.position))})" if style == "failed" and event.position is not None else ""
        )
        start = f"{self._word(event)} {self._host(event)}  {title(event)}"
        told = "" if event.status is Status.UNKNOWN and event.waits_for else event.message
        yield from message(f"{start}: " if told else start, told, aside(event) + place, style)
        yield from self._particulars(event)

    def _is_shown(self, event: TaskEnded) -> bool:
        if self._detail.verbosity >= 1:
            return True
        if event.status is Status.UNREACHABLE:
            return event.host not in self._lost
        return event.status not in QUIET or is_debug(event)

    def _remember(self, event: TaskEnded) -> None:
        lost = event.status is Status.UNREACHABLE and event.host not in self._lost
        if lost:
            self._lost.add(event.host)
        if lost or event.status is Status.FAILED:
            place = str(event.position) if event.position is not None else ""
            self._failed.append(Failed(event.host, title(event), event.message, place))

    def _word(self, event: TaskEnded) -> str:
        word = event.status.value
        if event.ignored:
            word = "ignored"
        elif self._check and event.status is Status.CHANGED:
            word = "would change"
        return word.ljust(STATUS_WIDTH)

    def _host(self, event: TaskEnded) -> str:
        name = clean(event.host)
        if event.delegate and event.delegate != event.host:
            name = f"{name} -> {clean(event.delegate)}"
        return name.ljust(self._width)

    def _particulars(self, event: TaskEnded) -> Iterator[Line]:
        verbosity = self._detail.verbosity
        if self._detail.diff:
            for text in difference(event):
                yield Line(INDENT + text, DIFF_STYLES.get(text[:1], ""))
        if verbosity >= 1:
            word = "would run" if self._check else "ran"
            for command in event.commands:
                yield from message(f"{INDENT}{word}: ", command, "", "dim")
        if event.status is Status.FAILED:
            yield from printed(event)
        if event.result and (verbosity >= 2 or (is_debug(event) and not event.message)):
            # The traceback has a place and a verbosity of its own.
            result = {name: value for name, value in event.result.items() if name != "exception"}
            yield from block(as_json(result), "dim" if not is_debug(event) else "")
        if event.traceback and verbosity >= 3:
            yield from block(event.traceback, "dim")

    def _host_lost(self, event: HostLost) -> Iterator[Line]:
        # The task that found the host unreachable has said the same.
        if event.host in self._lost:
            return
        self._lost.add(event.host)
        self._failed.append(Failed(event.host, clean(event.task) or "unreachable", event.message, ""))
        word = "unreachable".ljust(STATUS_WIDTH)
        task = f"  {clean(event.task)}" if event.task else ""
        yield from message(
            f"{word} {clean(event.host).ljust(self._width)}{task}: ", event.message, "", "unreachable"
        )
