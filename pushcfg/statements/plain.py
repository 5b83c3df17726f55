"""Values as plain data, which lasts, pickles and travels: `hostvars` is a view of what other hosts have now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.promise import NotYet, Promise

# Deeper than this only what holds itself can be.
DEEPEST = 50


def plain(value: Any, depth: int = 0) -> Any:
    """The value with every mapping a dict; NotYet if something in it is still to come, RecursionError without end."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, Promise):
        raise NotYet(value)
    if isinstance(value, Mapping):
        return {plain(name): item(value, name, depth) for name in value}
    if isinstance(value, list | tuple):
        return [plain(part, depth + 1) for part in value]
    return value


def item(mapping: Mapping[Any, Any], name: Any, depth: int) -> Any:
    """One value; one that cannot be rendered says so in its place, as the others are still of use."""
    try:
        return plain(mapping[name], depth + 1)
    except TemplateError as error:
        return f"(cannot be rendered: {error.message})"
