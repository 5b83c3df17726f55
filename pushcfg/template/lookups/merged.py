"""merge_variables of community.general: variables of like names as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.promise import NotYet, Promise
from pushcfg.template.filters.arguments import kind_of
from pushcfg.template.lookups.context import Context
from pushcfg.template.scope import MISSING

MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "prefix": str.startswith, "suffix": str.endswith, "regex": lambda name, pattern: bool(re.search(pattern, name)),
}  # fmt: skip
OVERRIDES = ("error", "warn", "ignore")


def merge_variables(
    terms: list[Any], context: Context, *, pattern_type: str = "regex", initial_value: Any = None,
    override: str = "error", groups: Any = None,
) -> list[Any]:  # fmt: skip
    """For each pattern, all variables whose names match it, merged in the order of their names."""
    if pattern_type not in MATCHES:
        raise TemplateError(f"pattern_type is {pattern_type!r}, not one of {', '.join(MATCHES)}")
    if override not in OVERRIDES:
        raise TemplateError(f"override is {override!r}, not one of {', '.join(OVERRIDES)}")
    found = []
    for term in terms:
        if not isinstance(term, str):
            raise TemplateError(f"a pattern must be text, not {kind_of(term)}")
        result = initial_value
        for name, value in values(term, MATCHES[pattern_type], context, groups):
            result = merged(result, value, name, override, context)
        found.append(result)
    return found


def values(
    pattern: str, matches: Callable[[str, str], bool], context: Context, groups: Any
) -> Iterator[tuple[str, Any]]:
    """The variables of this host that match, or those of all hosts in some groups, each with its name."""
    if not groups:
        for name in sorted(name for name in set(context.scope.names()) if matches(name, pattern)):
            yield name, context.variable(name)
        return
    wanted = {groups} if isinstance(groups, str) else set(groups)
    for variables in context.variable("hostvars").values():
        if "all" in wanted or not wanted.isdisjoint(variables["group_names"]):
            for name in sorted(name for name in variables if matches(name, pattern)):
                yield name, known(variables[name])


def known(value: Any) -> Any:
    """The value; NotYet if it is still to come."""
    if isinstance(value, Promise):
        raise NotYet(value)
    return value


def merged(low: Any, high: Any, name: str, override: str, context: Context) -> Any:
    """One more variable merged into what there is."""
    for value in (low, high):
        if value is not None and not isinstance(value, Mapping | list):
            raise TemplateError(f"{name}: only mappings and lists can be merged, not {kind_of(value)}")
    if low is None:
        return high
    if isinstance(low, list) and isinstance(high, list):
        return [*low, *high]
    if not isinstance(low, Mapping) or not isinstance(high, Mapping):
        raise TemplateError(f"{name}: a mapping and a list cannot be merged")
    return deep(low, high, name, override, context)


def deep(low: Mapping[str, Any], high: Mapping[str, Any], path: str, override: str, context: Context) -> dict[str, Any]:
    """Two mappings as one, however deep; lists are put together, and whatever else differs is told."""
    result = dict(low)
    for key, value in high.items():
        old = result.get(key, MISSING)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            result[key] = deep(old, value, f"{path}.{key}", override, context)
        elif isinstance(value, list) and isinstance(old, list):
            result[key] = [*old, *value]
        else:
            if old is not MISSING and old != value and override != "ignore":
                told = f"the key {key!r} with the value {old!r} would be overwritten by {value!r} of {path}.{key}"
                if override == "error":
                    raise TemplateError(told, None, "override='ignore' lets it pass")
                context.surroundings.warn(told)
            result[key] = value
    return result
