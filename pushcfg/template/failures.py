"""What is said of a template that went wrong."""

from __future__ import annotations

from pushcfg.errors import Position, TemplateError


def excerpt(text: str) -> str:
    """The beginning of a template, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:100] + "..."


def brief(value: object) -> str:
    """A value as Python writes it, on one line; that it was cut off shows, so that a cut secret is masked, too."""
    text = repr(value)
    return text if len(text) <= 80 else text[:80] + "…"


def place(error: TemplateError, position: Position | None, what: str) -> TemplateError:
    """The error with its place and what it is about; the innermost place stays."""
    if error.position is not None:
        return error
    return type(error)(f"{what}: {error.message}" if what else error.message, position, error.hint)
