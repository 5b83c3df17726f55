"""Filters on lists: flat, without doubles, as sets, combined with one another, shuffled."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import is_list, present

NULLS = (None, "None", "null")


def flatten(items: Any, levels: Any = None, skip_nulls: Any = True) -> list[Any]:
    """The items of lists within the list in their place, so many levels deep; nulls are left out."""
    flat: list[Any] = []
    for item in items:
        if skip_nulls and present(item) in NULLS:
            continue
        if not is_list(item) or (levels is not None and levels < 1):
            flat.append(item)
        else:
            flat.extend(flatten(item, None if levels is None else int(levels) - 1, skip_nulls))
    return flat


def unique(items: Any, case_sensitive: Any = None, attribute: Any = None) -> list[Any]:
    """The items without doubles, in their order; upper and lower case are the same unless told otherwise."""
    read = reader(attribute)

    def key(item: Any) -> Any:
        value = read(item)
        return value.lower() if isinstance(value, str) and not case_sensitive else value

    found = list(items)
    try:
        return first_of_each(found, key)
    except TypeError:
        if case_sensitive is False or attribute:
            raise
        return unhashable_unique(found)


def first_of_each(items: list[Any], key: Callable[[Any], Any]) -> list[Any]:
    """The first item for every key."""
    seen: dict[Any, Any] = {}
    for item in items:
        seen.setdefault(key(item), item)
    return list(seen.values())


def unhashable_unique(items: Iterable[Any]) -> list[Any]:
    """The items without doubles, for those that can only be compared."""
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def reader(attribute: Any) -> Callable[[Any], Any]:
    """A function that reads an attribute of an item, `a.b.0` as jinja2 understands it."""
    if attribute is None:
        return lambda item: item
    parts = [int(part) if part.isdigit() else part for part in str(attribute).split(".")]

    def read(item: Any) -> Any:
        for part in parts:
            try:
                item = item[part]
            except (TypeError, LookupError):
                item = getattr(item, str(part))
        return present(item)

    return read


def intersect(first: Any, second: Any) -> list[Any]:
    """What is in both, in the order of the first."""
    try:
        others = set(second)
        return [item for item in dict.fromkeys(first) if item in others]
    except TypeError:
        return unhashable_unique(item for item in first if item in second)


def difference(first: Any, second: Any) -> list[Any]:
    """What is in the first only."""
    try:
        others = set(second)
        return [item for item in dict.fromkeys(first) if item not in others]
    except TypeError:
        return unhashable_unique(item for item in first if item not in second)


def union(first: Any, second: Any) -> list[Any]:
    """What is in either."""
    try:
        return list(dict.fromkeys([*first, *second]))
    except TypeError:
        return unhashable_unique([*first, *second])


def symmetric_difference(first: Any, second: Any) -> list[Any]:
    """What is in one of the two only."""
    both = intersect(first, second)
    return [item for item in union(first, second) if item not in both]


def zipped(*lists: Any, strict: bool = False) -> list[list[Any]]:
    """First items together, second items together, as long as all lists have some."""
    return [list(item) for item in zip(*lists, strict=strict)]


def zipped_longest(*lists: Any, fillvalue: Any = None) -> list[list[Any]]:
    """As zip, to the end of the longest list."""
    return [list(item) for item in itertools.zip_longest(*lists, fillvalue=fillvalue)]


def product(*lists: Any, repeat: int = 1) -> list[list[Any]]:
    """Every item with every other."""
    return [list(item) for item in itertools.product(*lists, repeat=repeat)]


def permutations(items: Any, length: int | None = None) -> list[list[Any]]:
    """Every order of so many items."""
    return [list(item) for item in itertools.permutations(items, length)]


def combinations(items: Any, length: int) -> list[list[Any]]:
    """Every choice of so many items."""
    return [list(item) for item in itertools.combinations(items, length)]


def pick(end: Any, start: Any = None, step: Any = None, seed: Any = None) -> Any:
    """A random item of a list, or a number below `end`; always the same one for the same seed."""
    source = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - Ansible picks the same
    if isinstance(end, int):
        return source.randrange(start or 0, end, step or 1)
    if not hasattr(end, "__iter__"):
        raise TemplateError("random can only be used on sequences and integers")
    if start or step:
        raise TemplateError("start and step can only be used with integer values")
    return source.choice(end)


def shuffle(items: Any, seed: Any = None) -> Any:
    """The items in a random order; always the same one for the same seed."""
    if not hasattr(items, "__iter__"):
        return items
    shuffled = list(items)
    (random.Random(seed) if seed else random.SystemRandom()).shuffle(shuffled)  # noqa: S311 - as above
    return shuffled


def subelements(items: Any, path: Any, skip_missing: Any = False) -> list[list[Any]]:
    """Each item with each element of the list at the path in it."""
    if not isinstance(items, Mapping | list | tuple):
        raise TypeError("obj must be a list of dicts or a nested dict")
    if not isinstance(path, str | list | tuple):
        raise TypeError("subelements must be a list or a string")
    pairs: list[list[Any]] = []
    for item in items.values() if isinstance(items, Mapping) else items:
        found = element(item, path.split(".") if isinstance(path, str) else path, skip_missing)
        if not is_list(found):
            raise TypeError(f"the key {path!r} should point to a list, got {found!r}")
        pairs.extend([item, part] for part in found)
    return pairs


def element(item: Any, path: Iterable[Any], skip_missing: Any) -> Any:
    """What is at the path; with skip_missing an empty list where there is nothing."""
    for key in path:
        try:
            item = present(item[key])
        except KeyError:
            if skip_missing:
                return []
            raise TemplateError(f"could not find {key!r} key in iterated item {item!r}") from None
        except TypeError:
            raise TypeError(f"the key {key} should point to a dictionary, got '{item}'") from None
    return item


CHECKED = {
    "flatten": flatten, "unique": unique, "intersect": intersect, "difference": difference, "union": union,
    "symmetric_difference": symmetric_difference, "zip": zipped, "zip_longest": zipped_longest, "product": product,
    "permutations": permutations, "combinations": combinations, "random": pick, "shuffle": shuffle,
    "subelements": subelements,
}  # fmt: skip
