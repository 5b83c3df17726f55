"""The console of a machine: lines for a log, and now and then what is taking long."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from pushcfg.events import Event
from pushcfg.sinks.flight import Flight
from pushcfg.sinks.recap import duration
from pushcfg.sinks.text import Output, clean
from pushcfg.sinks.wording import Detail, Wording

INTERVAL = 30.0
SHOWN_TASKS = 5
SHOWN_HOSTS = 5


class Plain:
    """Writes events as lines to a stream."""

    def __init__(
        self,
        stream: TextIO,
        detail: Detail | None = None,
        clock: Callable[[], float] = time.monotonic,
        interval: float = INTERVAL,
    ) -> None:
        self._output = Output(stream)
        self._wording = Wording(detail or Detail())
        self._flight = Flight()
        self._clock = clock
        self._interval = interval
        self._told = clock()

    def take(self, event: Event) -> None:
        """Write what there is to say of an event."""
        self._flight.take(event, self._clock())
        text = "".join(f"{line.text}\n" for line in self._wording.lines(event))
        if text:
            self._write(text)

    def tick(self, now: float) -> None:
        """Once an interval, write what is in flight."""
        if now - self._told < self._interval:
            return
        self._told = now
        line = progress(self._flight, now)
        if line:
            self._write(line + "\n")

    def close(self) -> None:
        """Nothing is left to write."""

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()


def progress(flight: Flight, now: float) -> str:
    """What is in flight, on one line; empty if nothing is."""
    tasks: dict[str, list[str]] = {}
    for host, task, _ in flight.in_flight():
        tasks.setdefault(task, []).append(clean(host))
    if not tasks:
        return ""
    parts = [f"{clean(task)} ({some(hosts)})" for task, hosts in list(tasks.items())[:SHOWN_TASKS]]
    if len(tasks) > SHOWN_TASKS:
        parts.append(f"{len(tasks) - SHOWN_TASKS} more tasks")
    done, hosts_all = flight.hosts_done()
    return f"... {duration(now - flight.started)}, {done}/{hosts_all} hosts done; at {', '.join(parts)}"


def some(hosts: list[str]) -> str:
    """The first few hosts, and how many more."""
    more = len(hosts) - SHOWN_HOSTS
    return ", ".join(hosts[:SHOWN_HOSTS]) + (f" and {more} more" if more > 0 else "")
