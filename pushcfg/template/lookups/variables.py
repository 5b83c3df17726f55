"""Lookups of names: variables, the environment of pushcfg, hosts."""

from __future__ import annotations

import os
import re
from typing import Any

from pushcfg.errors import InventoryError, TemplateError, UndefinedError
from pushcfg.template.filters.arguments import kind_of, present
from pushcfg.template.lookups.context import Context
from pushcfg.template.scope import MISSING


def variables(terms: list[Any], context: Context, *, default: Any = None) -> list[Any]:
    """The values of variables, whose names may be put together."""
    found = []
    for term in terms:
        if not isinstance(term, str):
            raise TemplateError(f"the name of a variable must be text, not {kind_of(term)}")
        value = context.variable(term, MISSING)
        if value is MISSING:
            if default is None:
                raise UndefinedError(f"there is no variable {term!r}")
            value = default
        found.append(value)
    return found


def names(terms: list[Any], context: Context) -> list[str]:
    """The names of all variables that regular expressions match."""
    known = list(context.scope.names())
    found: list[str] = []
    for term in terms:
        if not isinstance(term, str):
            raise TemplateError(f"a pattern must be text, not {kind_of(term)}")
        try:
            pattern = re.compile(term)
        except re.error as error:
            raise TemplateError(f"{term!r} is no regular expression: {error}") from None
        found.extend(name for name in known if pattern.search(name))
    return found


def environment(terms: list[Any], context: Context, *, default: Any = "") -> list[Any]:
    """Variables of the environment that pushcfg was started in."""
    found = []
    for term in terms:
        words = present(term).split() if isinstance(present(term), str) else ()
        if not words:
            raise TemplateError("needs the name of a variable of the environment")
        value = os.environ.get(words[0])
        found.append(("" if default is None else present(default)) if value is None else value)
    return found


def hosts(terms: list[Any], context: Context) -> list[str]:
    """The hosts that patterns choose from the inventory; none if they make no sense."""
    try:
        return context.surroundings.match(":".join(map(str, terms)))
    except InventoryError:
        return []
