"""What changed, attribute by attribute: unified diffs of long text, `mode: 0644 -> 0640` for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from pushcfg.events import Change, TaskEnded
from pushcfg.sinks.text import clean

# The time that difflib takes grows with the square of the length.
LONGEST = 400_000
NO_NEWLINE = "\\ No newline at end of file"


def difference(event: TaskEnded) -> Iterator[str]:
    """The lines that show all changes of a task."""
    name = subject(event)
    for change in event.changes:
        if is_text(change):
            title = name if change.attribute == "content" else f"{name} ({clean(change.attribute)})"
            yield from _unified(title, change.before or "", change.after or "", change)
        else:
            yield f"{clean(change.attribute)}: {shown(change.before)} -> {shown(change.after)}"


def subject(event: TaskEnded) -> str:
    """What the task is about: the path in its result, else its own name."""
    result = event.result or {}
    found = next((result[key] for key in ("dest", "path", "name") if isinstance(result.get(key), str)), None)
    return clean(found or event.task)


def is_text(change: Change) -> bool:
    """Whether a diff of lines shows this best."""
    values = [value for value in (change.before, change.after) if value is not None]
    texts = all(isinstance(value, str) for value in values)
    return texts and (change.attribute == "content" or any("\n" in value for value in values))


def shown(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return "absent"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(shown(item) for item in value)}]"
    text = str(value)
    return clean(text) if text and text.strip() == text else f"'{clean(text)}'"


def _unified(title: str, before: str, after: str, change: Change) -> Iterator[str]:
    old = f"--- before: {title}{' (absent)' if change.before is None else ''}"
    new = f"+++ after: {title}{' (absent)' if change.after is None else ''}"
    if len(before) + len(after) > LONGEST:
        yield from (old, new, f"too long to show: {len(before)} -> {len(after)} characters")
        return
    yield from (old, new)
    # Its own two header lines are left out; for an empty file it has none at all.
    for line in list(unified_diff(_lines(before), _lines(after)))[2:]:
        yield clean(line[:-1]) if line.endswith("\n") else clean(line)
        if not line.endswith("\n") and not line.startswith("@@"):
            yield NO_NEWLINE


def _lines(text: str) -> list[str]:
    *ended, rest = text.split("\n")
    return [f"{line}\n" for line in ended] + ([rest] if rest else [])
