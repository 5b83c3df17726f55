"""The console of a job that nobody watches: what went wrong, and one line a host."""

from __future__ import annotations

from typing import TextIO

from pushcfg.events import Event, Interrupted, RunEnded, Warned
from pushcfg.sinks.text import Output
from pushcfg.sinks.wording import Detail, Wording


class Brief:
    """Writes warnings and the recap to a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._output = Output(stream)
        self._wording = Wording(Detail())

    def take(self, event: Event) -> None:
        """Write what there is to say of an event; the wording hears of all, to repeat failures at the end."""
        lines = list(self._wording.lines(event))
        if isinstance(event, Warned | Interrupted | RunEnded):
            self._output.write("".join(f"{line.text}\n" for line in lines))
            self._output.flush()

    def tick(self, now: float) -> None:
        """Nobody waits for it."""

    def close(self) -> None:
        """Nothing is left to write."""
