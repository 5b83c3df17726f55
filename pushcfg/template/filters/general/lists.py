"""Filters on lists: counted, accumulated, as sets, merged by a key, sorted by version."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import is_list, kind_of
from pushcfg.template.filters.lists import unhashable_unique
from pushcfg.template.filters.mappings import merged
from pushcfg.template.versions import Loose


def accumulate(sequence: Any) -> list[Any]:
    """The sums of the first item, of the first two, and so on."""
    if not is_list(sequence) and not isinstance(sequence, str):
        raise TypeError(f"Invalid value type ({kind_of(sequence)}) for accumulate ({sequence!r})")
    return list(itertools.accumulate(sequence))


def counter(sequence: Any) -> dict[Any, int]:
    """How often each item is there."""
    if not is_list(sequence) and not isinstance(sequence, str):
        raise TypeError("the argument must be a sequence (text or list)")
    return dict(Counter(sequence))


def groupby_as_dict(sequence: Any, attribute: Any) -> dict[Any, Any]:
    """The mapping of mappings by one of their attributes, which must not be the same twice."""
    if not is_list(sequence):
        raise TypeError("Input is not a sequence")
    result: dict[Any, Any] = {}
    for index, item in enumerate(sequence):
        if not isinstance(item, Mapping):
            raise TypeError(f"Sequence element #{index} is not a mapping")
        if attribute not in item:
            raise TemplateError(f"Attribute not contained in element #{index} of sequence")
        if item[attribute] in result:
            raise TemplateError(f"Multiple sequence entries have attribute value {item[attribute]!r}")
        result[item[attribute]] = item
    return result


def operands(lists: tuple[Any, ...], flatten: Any) -> list[list[Any]]:
    """The lists to work on: with `flatten`, those within the first."""
    found = list(lists[0]) if flatten and len(lists) == 1 else list(lists)
    if not all(map(is_list, found)):
        raise TypeError("all arguments must be lists")
    return [list(one) for one in found]


def lists_union(*lists: Any, flatten: Any = False) -> list[Any]:
    """What is in any of the lists."""
    return unhashable_unique(itertools.chain.from_iterable(operands(lists, flatten)))


def lists_intersect(*lists: Any, flatten: Any = False) -> list[Any]:
    """What is in all of the lists."""
    first, *others = operands(lists, flatten)
    return unhashable_unique(item for item in first if all(item in other for other in others))


def lists_difference(*lists: Any, flatten: Any = False) -> list[Any]:
    """What is in the first of the lists only."""
    first, *others = operands(lists, flatten)
    return unhashable_unique(item for item in first if not any(item in other for other in others))


def lists_symmetric_difference(*lists: Any, flatten: Any = False) -> list[Any]:
    """What is in one of the lists, taken two by two, and not in the other."""
    result, *others = operands(lists, flatten)
    for other in others:
        result = [*(item for item in result if item not in other), *(item for item in other if item not in result)]
    return unhashable_unique(result)


def lists_mergeby(*terms: Any, recursive: Any = False, list_merge: str = "replace") -> list[Any]:
    """The mappings of all lists, those with the same value of a key merged, in the order of that value."""
    *lists, index = terms
    flat = list(itertools.chain.from_iterable(one if nested(one) else [one] for one in lists))
    if not all(map(is_list, flat)):
        raise TypeError("all arguments before the key must be lists")
    if len(flat) == 1:
        return list(flat[0])
    if not flat or not isinstance(index, str):
        raise TypeError("the last argument must be the key to merge by, as text")
    result: dict[Any, Any] = {}
    for item in itertools.chain.from_iterable(flat):
        if not isinstance(item, Mapping):
            raise TypeError(f"the lists must hold dictionaries, not {kind_of(item)}")
        if index in item:
            result[item[index]] = merged(result.get(item[index], {}), item, recursive, list_merge)
    return [result[key] for key in sorted(result)]


def nested(value: Any) -> bool:
    """Whether this is a list of lists."""
    return is_list(value) and bool(value) and all(map(is_list, value))


def version_sort(value: Any, reverse: Any = False) -> list[Any]:
    """The texts in the order of the versions that they are."""
    return sorted(value, key=Loose, reverse=bool(reverse))


FILTERS = {
    "accumulate": accumulate, "counter": counter, "groupby_as_dict": groupby_as_dict, "lists_union": lists_union,
    "lists_intersect": lists_intersect, "lists_difference": lists_difference,
    "lists_symmetric_difference": lists_symmetric_difference, "lists_mergeby": lists_mergeby,
    "version_sort": version_sort,
}  # fmt: skip
