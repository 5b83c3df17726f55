"""The seam: anything that takes events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from pushcfg.events import Event


class Sink(Protocol):
    """Takes the events of one run, in order."""

    def take(self, event: Event) -> None:
        """Take one event."""

    def close(self) -> None:
        """No event follows: finish the output."""


@runtime_checkable
class Ticking(Protocol):
    """A sink that also has something to say while nothing happens."""

    def tick(self, now: float) -> None:
        """Say what is in flight, if it is time to; `now` is in seconds of `time.monotonic`."""


@runtime_checkable
class Drawing(Protocol):
    """A sink that draws where an operator may have to type."""

    def quiet(self, still: bool) -> None:
        """Keep still, or go on."""


class Fanout:
    """Several sinks as one."""

    def __init__(self, sinks: Iterable[Sink]) -> None:
        self._sinks = tuple(sinks)

    def take(self, event: Event) -> None:
        """Give each sink the event."""
        for sink in self._sinks:
            sink.take(event)

    def tick(self, now: float) -> None:
        """Tell those that care what time it is."""
        for sink in self._sinks:
            if isinstance(sink, Ticking):
                sink.tick(now)

    def quiet(self, still: bool) -> None:
        """Have those that draw keep still, or go on."""
        for sink in self._sinks:
            if isinstance(sink, Drawing):
                sink.quiet(still)

    def close(self) -> None:
        """Close each sink."""
        for sink in self._sinks:
            sink.close()
