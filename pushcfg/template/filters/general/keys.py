"""Filters on the keys of mappings: kept, removed, replaced; and mappings made of pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import is_list, kind_of

Match = Callable[[str], bool]
WAYS: dict[str, Callable[[str, str], bool]] = {
    "equal": lambda key, target: key == target, "starts_with": str.startswith, "ends_with": str.endswith,
    "regex": lambda key, target: re.match(target, key) is not None,
}  # fmt: skip


def pairs(sequence: Any) -> dict[Any, Any]:
    """The mapping of a list of keys and values."""
    return dict(sequence)


def dict_kv(value: Any, key: Any) -> dict[Any, Any]:
    """A mapping of one key."""
    return {key: value}


def keep_keys(data: Any, target: Any = None, matching_parameter: str = "equal") -> list[dict[str, Any]]:
    """The mappings with the keys that match, and no others."""
    match = matcher(mappings(data), target, matching_parameter)
    return [{key: value for key, value in item.items() if match(key)} for item in data]


def remove_keys(data: Any, target: Any = None, matching_parameter: str = "equal") -> list[dict[str, Any]]:
    """The mappings without the keys that match."""
    match = matcher(mappings(data), target, matching_parameter)
    return [{key: value for key, value in item.items() if not match(key)} for item in data]


def replace_keys(data: Any, target: Any = None, matching_parameter: str = "equal") -> list[dict[str, Any]]:
    """The mappings with other names for the keys that match."""
    mappings(data)
    way = way_of(matching_parameter)
    rules = targets(target, (Mapping,), "dictionaries")
    for rule in rules:
        if "before" not in rule or "after" not in rule:
            raise TemplateError("All dictionaries in target must include attributes: after, before.")

    def renamed(key: str) -> str:
        return next((rule["after"] for rule in rules if way(key, rule["before"])), key)

    return [{renamed(key): value for key, value in item.items()} for item in data]


def mappings(data: Any) -> Any:
    """The data, if it is a list of mappings with texts as keys."""
    if not is_list(data):
        raise TypeError(f"First argument must be a list, not {kind_of(data)}")
    for item in data:
        if not isinstance(item, Mapping):
            raise TypeError(f"The data items must be dictionaries, not {kind_of(item)}")
        if not all(isinstance(key, str) for key in item):
            raise TypeError(f"Top level keys must be strings: {list(item)}")
    return data


def targets(target: Any, kinds: tuple[type, ...], what: str) -> list[Any]:
    """The targets as a list, which must not be empty."""
    found = [target] if isinstance(target, str) else target
    if not is_list(found):
        raise TypeError(f"The target must be a list, not {kind_of(target)}")
    if not found:
        raise TypeError("The target can't be empty.")
    for item in found:
        if not isinstance(item, kinds):
            raise TypeError(f"The target items must be {what}, not {kind_of(item)}")
    return list(found)


def way_of(matching_parameter: str) -> Callable[[str, str], bool]:
    """How keys are compared; TemplateError for a way that does not exist."""
    if matching_parameter not in WAYS:
        raise TemplateError(f"The matching_parameter must be one of {', '.join(WAYS)}")
    return WAYS[matching_parameter]


def matcher(data: Any, target: Any, matching_parameter: str) -> Match:
    """Whether a key matches one of the targets."""
    way = way_of(matching_parameter)
    found = targets(target, (str,), "strings")
    if matching_parameter == "regex" and len(found) > 1:
        raise TemplateError("Single item is required in the target list if matching_parameter=regex.")
    return lambda key: any(way(key, item) for item in found)


FILTERS = {
    "dict": pairs, "dict_kv": dict_kv, "keep_keys": keep_keys, "remove_keys": remove_keys,
    "replace_keys": replace_keys,
}  # fmt: skip
