"""The console of a single task on many hosts: what each of them answers, as it comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from pushcfg.events import Event, HostLost, Interrupted, RunEnded, RunStarted, TaskEnded, Warned
from pushcfg.model import Status
from pushcfg.sinks.difference import difference
from pushcfg.sinks.recap import total
from pushcfg.sinks.text import Output, as_json, clean, clean_lines
from pushcfg.sinks.wording import Detail

INDENT = "    "
HOST_WIDTH = 40
# What a result says beside its answer.
ASIDE = frozenset({"changed", "failed", "diff", "invocation", "warnings"})


class Answers:
    """Writes a line for each host, and below it what it printed, what it said, or what changed.

    `asks`: the module only looks, so that its whole result is the answer.
    """

    def __init__(self, stream: TextIO, detail: Detail, asks: bool) -> None:
        self._output = Output(stream)
        self._detail = detail
        self._asks = asks
        self._check = False
        self._width = 0
        self._lost: set[str] = set()

    def take(self, event: Event) -> None:
        """Write what there is to say of an event."""
        text = "".join(f"{line}\n" for line in self._lines(event))
        if text:
            self._output.write(text)
            self._output.flush()

    def close(self) -> None:
        """Nothing is left to write."""

    def _lines(self, event: Event) -> Iterator[str]:
        match event:
            case RunStarted():
                self._check = event.check
                self._width = min(max(map(len, event.hosts), default=0), HOST_WIDTH)
            case TaskEnded():
                yield from self._answer(event)
            case HostLost() if event.host not in self._lost:
                yield from self._headed(event.host, "unreachable", event.message)
            case Warned():
                yield from self._several("warning: ", event.message)
            case Interrupted():
                hosts = ", ".join(clean(host) for host, _ in event.in_flight)
                yield f"interrupted; in flight on {hosts}" if hosts else "interrupted; nothing was in flight"
            case RunEnded() if len(event.hosts) > 1:
                yield ""
                yield total(event)

    def _answer(self, event: TaskEnded) -> Iterator[str]:
        result = event.result or {}
        told = event.message
        if event.status is Status.UNREACHABLE:
            self._lost.add(event.host)
        elif event.status is Status.UNKNOWN:
            told = event.message or "only an apply can tell"
        elif "rc" in result and "stdout" in result:
            told = f"rc={result['rc']}" if event.status is not Status.FAILED else told or f"rc={result['rc']}"
        elif event.changes and not told:
            told = ", ".join(change.attribute for change in event.changes)
        yield from self._headed(event.host, self._word(event), told)
        yield from self._below(event, result)

    def _word(self, event: TaskEnded) -> str:
        if self._check and event.status is Status.CHANGED:
            return "would change"
        return event.status.value

    def _headed(self, host: str, word: str, told: str) -> Iterator[str]:
        head = f"{clean(host).ljust(self._width)}  {word}"
        yield from self._several(f"{head}  " if told else head, told)

    def _below(self, event: TaskEnded, result: Mapping[str, Any]) -> Iterator[str]:
        ended = event.status in (Status.OK, Status.CHANGED)
        if self._detail.diff:
            yield from (INDENT + line for line in difference(event))
        if self._check or self._detail.verbosity:
            yield from (f"{INDENT}would run: {clean(line)}" for line in event.commands if self._check)
            yield from (f"{INDENT}ran: {clean(line)}" for line in event.commands if not self._check)
        if "stdout" in result and (ended or event.status is Status.FAILED):
            yield from printed(result)
        elif self._asks and ended:
            answer = {name: value for name, value in result.items() if name not in ASIDE}
            yield from block(as_json(answer))
        if self._detail.verbosity >= 2 and not (self._asks and ended):
            yield from block(as_json(result))
        if event.traceback and self._detail.verbosity >= 3:
            yield from block(event.traceback)

    def _several(self, start: str, text: str) -> Iterator[str]:
        first, *others = clean_lines(text)
        yield start + first
        yield from (INDENT + line for line in others)


def printed(result: Mapping[str, Any]) -> Iterator[str]:
    """What a program printed, and below its errors if there are any."""
    stdout, stderr = (str(result.get(name) or "") for name in ("stdout", "stderr"))
    if stdout:
        yield from block(stdout)
    if stderr.strip():
        yield f"{INDENT}stderr:"
        yield from (INDENT + line for line in block(stderr))


def block(text: str) -> Iterator[str]:
    """Indented lines."""
    return (INDENT + line for line in clean_lines(text))
