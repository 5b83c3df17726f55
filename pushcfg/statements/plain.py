"""Values as plain data, which lasts, pickles and travels: `hostvars` is a view of what other hosts have now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.promise import NotYet, Promise


def plain(value: Any) -> Any:
    """The value with every mapping a dict; NotYet if something in it is still to come."""
    if isinstance(value, Promise):
        raise NotYet(value)
    if isinstance(value, Mapping):
        return {plain(name): item(value, name) for name in value}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def item(mapping: Mapping[Any, Any], name: Any) -> Any:
    """One value; one that cannot be rendered says so in its place, as the others are still of use."""
    try:
        return plain(mapping[name])
    except TemplateError as error:
        return f"(cannot be rendered: {error.message})"
