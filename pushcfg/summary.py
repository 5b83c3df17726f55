"""How many tasks ended as what on each host, counted from their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pushcfg.errors import Position
from pushcfg.events import Event, HostLost, HostSummary, TaskEnded, TaskStarted
from pushcfg.model import Status

Task = tuple[str, str, Position | None]
IGNORED = "ignored"
# A loop counts as one task: as the first of these that one of its items ended as.
WORST_FIRST = (
    Status.UNREACHABLE,
    Status.FAILED,
    IGNORED,
    Status.BLOCKED,
    Status.UNKNOWN,
    Status.CHANGED,
    Status.OK,
    Status.SKIPPED,
)


class Summary:
    """Counts; events other than those of tasks and lost hosts are passed over."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._loops: dict[Task, str] = {}

    def take(self, event: Event) -> None:
        """Count one event."""
        if isinstance(event, TaskStarted):
            return
        if isinstance(event, TaskEnded):
            self._count(event)
        elif isinstance(event, HostLost):
            counts = self._counts.setdefault(event.host, Counter())
            # The task that found the host unreachable has been counted already.
            counts["unreachable"] = max(1, counts["unreachable"])

    def rescued(self, host: str) -> None:
        """A failure on this host was dealt with: by a rescue."""
        counts = self._counts.setdefault(host, Counter())
        counts["failed"] = max(0, counts["failed"] - 1)
        counts["rescued"] += 1

    def hosts(self, order: Iterable[str]) -> tuple[HostSummary, ...]:
        """The summary of each of these hosts, in this order."""
        return tuple(HostSummary(host, **self._counts.get(host, Counter())) for host in order)

    def close(self) -> None:
        """Nothing is left to count."""

    def _count(self, event: TaskEnded) -> None:
        counts = self._counts.get(event.host)
        if counts is None:
            counts = self._counts[event.host] = Counter()
        word = IGNORED if event.ignored else event.status
        if event.item is not None:
            task = (event.host, event.task, event.position)
            before = self._loops.get(task)
            if before is not None:
                word = min(before, word, key=WORST_FIRST.index)
                counts[before] -= 1
            self._loops[task] = word
        counts[word] += 1
