"""The end of a run: a line for each host, the failures once more, and the sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pushcfg.events import HostSummary, RunEnded
from pushcfg.sinks.text import clean, clean_lines, plural

COLUMNS = ("ok", "changed", "unknown", "skipped", "failed", "unreachable", "blocked", "ignored", "rescued")
ALWAYS = frozenset({"ok", "changed", "failed", "unreachable"})


class Failed(NamedTuple):
    """A failure that was not ignored."""

    host: str
    task: str
    message: str
    place: str


def recap(event: RunEnded, failures: Iterable[Failed]) -> Iterator[tuple[str, str]]:
    """The lines of a recap, each with its style."""
    yield "", ""
    yield "RECAP", "head"
    yield from table(event.hosts)
    bad = {summary.host for summary in event.hosts if summary.failed or summary.unreachable}
    told = [failed for failed in failures if failed.host in bad]
    if told:
        yield "", ""
        yield "FAILED", "head"
    for failed in told:
        place = f"  ({clean(failed.place)})" if failed.place else ""
        first, *others = clean_lines(failed.message)
        yield f"{clean(failed.host)}  {failed.task}: {first}{place}", "failed"
        yield from ((f"    {line}", "failed") for line in others)
    yield "", ""
    yield total(event), ""


def table(hosts: Iterable[HostSummary]) -> Iterator[tuple[str, str]]:
    """One aligned line for each host, without the columns that nobody has."""
    rows = list(hosts)
    columns = [name for name in COLUMNS if name in ALWAYS or any(getattr(row, name) for row in rows)]
    name_width = max((len(clean(row.host)) for row in rows), default=0)
    widths = {name: max((len(str(getattr(row, name))) for row in rows), default=1) for name in columns}
    for row in rows:
        cells = (f"{name}={str(getattr(row, name)).ljust(widths[name])}" for name in columns)
        yield f"{clean(row.host).ljust(name_width)} : {' '.join(cells)}".rstrip(), worst(row)


def worst(row: HostSummary) -> str:
    """The style of a host's line."""
    return next(
        (name for name in ("unreachable", "failed", "unknown", "changed") if getattr(row, name)), "ok"
    )


def total(event: RunEnded) -> str:
    """`changed 3 tasks on 2 hosts in 1.2 s`."""
    tasks = sum(row.changed for row in event.hosts)
    hosts = sum(1 for row in event.hosts if row.changed)
    word = "would change" if event.check else "changed"
    text = f"{word} {plural(tasks, 'task')} on {plural(hosts, 'host')}"
    for status in ("unknown", "failed", "unreachable"):
        count = sum(getattr(row, status) for row in event.hosts)
        if count:
            text += f", {count} {status}"
    return f"{text}, of {plural(len(event.hosts), 'host')} in {duration(event.seconds)}"


def duration(seconds: float) -> str:
    """`1.2 s`, `4 min 05 s` or `2 h 03 min`."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
