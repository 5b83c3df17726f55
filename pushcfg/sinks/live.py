"""The console of a person: lines scroll above, and below them hosts at work and how far the run is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO, cast

from rich.console import Console
from rich.live import Live as Region
from rich.text import Text

from pushcfg.events import Event
from pushcfg.sinks.flight import Flight
from pushcfg.sinks.lines import Line
from pushcfg.sinks.recap import duration
from pushcfg.sinks.text import Output, clean
from pushcfg.sinks.wording import Detail, Wording

# Seconds between two drawings.
INTERVAL = 0.1
STYLES = {
    "head": "bold",
    "dim": "dim",
    "changed": "yellow",
    "failed": "bold red",
    "unreachable": "bold red",
    "ignored": "magenta",
    "unknown": "cyan",
    "warning": "magenta",
    "ok": "green",
    "skipped": "blue",
    "blocked": "red",
    "added": "green",
    "removed": "red",
}
HOSTS_SHOWN = 10
NAME_WIDTH = 30


class Live:
    """Draws on a terminal; a dumb one gets the lines alone."""

    def __init__(
        self, stream: TextIO, detail: Detail | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._console = Console(file=cast(TextIO, Output(stream)), highlight=False, markup=False, emoji=False)
        self._region = Region(
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._wording = Wording(detail or Detail())
        self._flight = Flight()
        self._clock = clock
        self._drawn = 0.0
        self._lines: list[Line] = []
        self._quiet = False
        self._region.start()

    def take(self, event: Event) -> None:
        """Note an event, and draw if the last drawing is long enough ago."""
        now = self._clock()
        self._flight.take(event, now)
        self._lines.extend(self._wording.lines(event))
        self.tick(now)

    def tick(self, now: float) -> None:
        """Draw, if the last drawing is long enough ago."""
        if now - self._drawn >= INTERVAL and not self._quiet:
            self._drawn = now
            self._print()
            self._region.update(self._picture(now), refresh=True)

    def quiet(self, still: bool) -> None:
        """Draw nothing while an operator types."""
        self._quiet = still
        if still:
            self._print()
            self._region.update(Text(), refresh=True)

    def close(self) -> None:
        """Take the region away, and leave the lines."""
        self._region.update(Text(), refresh=False)
        self._print()
        self._region.stop()

    def _print(self) -> None:
        # All lines at once: each print moves the region below it.
        if self._lines:
            text = Text("\n").join(Text(line.text, STYLES.get(line.style, "")) for line in self._lines)
            self._lines.clear()
            self._console.print(text, soft_wrap=True)

    def _picture(self, now: float) -> Text:
        flying = self._flight.in_flight()
        shown = max(1, min(HOSTS_SHOWN, self._console.height // 3))
        picture = Text(no_wrap=True, overflow="ellipsis")
        for host, task, since in flying[:shown]:
            picture.append(f"{clean(host)[:NAME_WIDTH]}  ", "bold")
            picture.append(f"{clean(task)}  ")
            picture.append(f"{duration(now - since)}\n", "dim")
        if len(flying) > shown:
            picture.append(f"and {len(flying) - shown} more hosts\n", "dim")
        return picture.append(self._progress(now), "bold")

    def _progress(self, now: float) -> str:
        hosts, all_hosts = self._flight.hosts_done()
        tasks, all_tasks = self._flight.tasks_done()
        failed = f"  {self._flight.failures} failed" if self._flight.failures else ""
        spent = duration(now - self._flight.started) if self._flight.all_hosts else ""
        return f"{hosts}/{all_hosts} hosts  {tasks}/{all_tasks} tasks{failed}  {spent}"
