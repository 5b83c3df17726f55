"""Filters on mappings: merged, and made of lists or into lists."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.errors import TemplateError, UndefinedError
from pushcfg.template.filters.arguments import Function, is_list, kind_of, present
from pushcfg.template.filters.lists import flatten

# What becomes of two lists, of which the second has precedence.
LIST_MERGES: dict[str, Callable[[list[Any], list[Any]], list[Any]]] = {
    "replace": lambda low, high: high,
    "keep": lambda low, high: low,
    "append": lambda low, high: low + high,
    "prepend": lambda low, high: high + low,
    "append_rp": lambda low, high: [item for item in low if item not in high] + high,
    "prepend_rp": lambda low, high: high + [item for item in low if item not in high],
}


def combine(*terms: Any, recursive: Any = False, list_merge: str = "replace", **options: Any) -> Any:
    """One mapping of several, of which later ones have precedence."""
    if options:
        raise TypeError("'recursive' and 'list_merge' are the only valid keyword arguments")
    mappings = flatten(terms, levels=1)
    if len(mappings) < 2:
        return mappings[0] if mappings else {}
    result = mappings.pop()
    while mappings:
        result = merged(mappings.pop(), result, recursive, list_merge)
    return result


def merged(low: Any, high: Any, recursive: Any, list_merge: str) -> dict[Any, Any]:
    """Two mappings as one, `high` before `low`; neither is changed."""
    if list_merge not in LIST_MERGES:
        raise TemplateError(f"'list_merge' cannot be {list_merge!r}", None, f"take one of {', '.join(LIST_MERGES)}")
    if not isinstance(low, Mapping) or not isinstance(high, Mapping):
        raise TypeError(
            f"failed to combine variables, expected dicts but got a '{kind_of(low)}' and a '{kind_of(high)}'."
        )
    result = dict(low)
    for key, value in high.items():
        old = result.get(key)
        if key in result and isinstance(old, Mapping) and isinstance(value, Mapping) and recursive:
            result[key] = merged(old, value, recursive, list_merge)
        elif key in result and isinstance(old, list) and isinstance(value, list):
            result[key] = LIST_MERGES[list_merge](old, value)
        else:
            result[key] = value
    return result


def dict2items(mapping: Any, key_name: str = "key", value_name: str = "value") -> list[dict[str, Any]]:
    """A list of mappings with a key and a value each."""
    if not isinstance(mapping, Mapping):
        raise TypeError(f"dict2items requires a dictionary, got {kind_of(mapping)} instead.")
    return [{key_name: key, value_name: value} for key, value in mapping.items()]


def items2dict(items: Any, key_name: str = "key", value_name: str = "value") -> dict[Any, Any]:
    """The mapping of a list of keys and values."""
    if not is_list(items):
        raise TypeError(f"items2dict requires a list, got {kind_of(items)} instead.")
    try:
        return {present(item[key_name]): item[value_name] for item in items}
    except KeyError:
        raise TypeError(
            f"items2dict requires each dictionary in the list to contain the keys '{key_name}' and '{value_name}', "
            f"got {items} instead."
        ) from None
    except TypeError:
        raise TypeError(f"items2dict requires a list of dictionaries, got {items} instead.") from None


def rekey_on_member(data: Any, key: Any, duplicates: str = "error") -> dict[Any, Any]:
    """The mapping of these mappings by one of their members."""
    if duplicates not in ("error", "overwrite"):
        raise TemplateError(f"duplicates parameter to rekey_on_member has unknown value {duplicates!r}")
    if isinstance(data, str | bytes) or not hasattr(data, "__iter__"):
        raise TemplateError("Type is not a valid list, set, or dict")
    result: dict[Any, Any] = {}
    for item in data.values() if isinstance(data, Mapping) else data:
        if not isinstance(item, Mapping):
            raise TemplateError("List item is not a valid dict")
        if key not in item:
            raise TemplateError(f"Key {key!r} was not found.")
        if result.get(item[key]) and duplicates == "error":
            raise TemplateError(f"Key {item[key]!r} is not unique, cannot convert to dict.")
        result[present(item[key])] = item
    return result


class Members:
    """Looks members up where no environment of jinja2 is at hand; what is not there is an error at once."""

    def getitem(self, container: Any, key: Any) -> Any:
        """The member."""
        try:
            return present(container)[key]
        except (LookupError, TypeError, AttributeError):
            raise UndefinedError(f"object of type {kind_of(container)!r} has no attribute {key!r}") from None


def extract(environment: Any, item: Any, container: Any, morekeys: Any = None) -> Any:
    """The container's member, and with more keys what is in that; undefined if there is none.

    `environment` is jinja2's, which knows how members are looked up.
    """
    more = [] if morekeys is None else list(morekeys) if is_list(morekeys) else [morekeys]
    for key in [present(item), *more]:
        container = environment.getitem(container, key)
    return container


CHECKED = {
    "combine": combine, "dict2items": dict2items, "items2dict": items2dict, "rekey_on_member": rekey_on_member,
}  # fmt: skip
LENIENT: dict[str, Function] = {"extract": functools.partial(extract, Members())}
# These get jinja2's environment as their first argument.
WITH_ENVIRONMENT: dict[str, Function] = {"extract": extract}
