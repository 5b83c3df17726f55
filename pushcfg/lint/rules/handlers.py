"""Handlers that nobody notifies, and names that no handler has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from pushcfg.errors import Position
from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.raw import as_pattern
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Task
from pushcfg.template.scope import has_template


def names_of(handler: Task) -> set[str]:
    """What a handler can be notified by."""
    names = {*handler.listen, handler.name} - {""}
    if handler.role is not None:
        short = handler.role.folder.name
        names |= {f"{role} : {name}" for name in list(names) for role in (handler.role.name, short)}
    return names


def unnotified(unit: Unit) -> Iterator[Problem]:
    """Handlers of the play, or of the role that is looked at, whose names no `notify` says."""
    said = [*unit.raw.notified, *(name for task in unit.everything for name in task.notify)]
    plain = {str(name) for name in said if not has_template(name)}
    patterns = [as_pattern(str(name)) for name in said if has_template(name)]
    if unit.found.unknown or None in patterns:
        return
    for handler in unit.found.handlers:
        own = handler.role is None or (unit.alone is not None and handler.role.folder == unit.alone.folder)
        names = names_of(handler)
        if not own or not names or any(map(has_template, names)) or plain & names or handler in unit.found.brought:
            continue
        if not any(pattern is not None and pattern.fullmatch(name) for pattern in patterns for name in names):
            told = handler.name or handler.listen[0]
            yield Problem(unit.keyword(handler, "name"), f"nobody notifies the handler {told!r}",
                          "notify it, or take it out", Severity.NOTE if unit.alone is not None else None)


def unknown(unit: Unit) -> Iterator[Problem]:
    """Names in `notify` that no handler has."""
    names = {name for handler in unit.found.handlers for name in names_of(handler)}
    if unit.found.unknown or unit.play.reading.problems:
        return
    patterns = [as_pattern(name) for name in names if has_template(name)]
    if None in patterns:
        return
    seen: set[tuple[str, Position]] = set()
    for task in unit.everything:
        place = unit.keyword(task, "notify")
        for name in map(str, task.notify):
            if name in names or has_template(name) or (name, place) in seen:
                continue
            if any(pattern is not None and pattern.fullmatch(name) for pattern in patterns):
                continue
            seen.add((name, place))
            near = difflib.get_close_matches(name, sorted(names), 1, 0.7)
            yield Problem(place, f"there is no handler {name!r}", f"did you mean {near[0]!r}?" if near else
                          "add one of that name",
                          Severity.WARNING if unit.alone is not None else None)  # fmt: skip


RULES: Final = (
    Rule("unnotified-handler", Severity.WARNING, "a handler that nobody notifies", unnotified),
    Rule("unknown-handler", Severity.ERROR, "a `notify` of a handler that there is none of", unknown),
)
