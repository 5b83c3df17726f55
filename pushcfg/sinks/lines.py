"""Lines of a console, and texts as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pushcfg.sinks.text import clean_lines

INDENT = "    "


class Line(NamedTuple):
    """A line without its newline, safe to print, and what it is: a status, head, dim, added, ..."""

    text: str
    style: str = ""


def message(start: str, text: str, end: str, style: str) -> Iterator[Line]:
    """A text that may have several lines: the first between start and end, the others below."""
    first, *others = clean_lines(text)
    yield Line(f"{start}{first}{end}", style)
    for line in others:
        yield Line(INDENT + line, style)


def block(text: str, style: str, indent: str = INDENT) -> Iterator[Line]:
    """Indented lines."""
    for line in clean_lines(text):
        yield Line(indent + line, style)
