"""Lookups on values alone: lists and mappings, flat, numbered, combined with one another."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from pushcfg import library
from pushcfg.errors import TemplateError
from pushcfg.template.failures import brief
from pushcfg.template.filters.arguments import is_list, kind_of, present, settled
from pushcfg.template.lookups.context import Context

Terms = list[Any]


def flat(terms: Sequence[Any]) -> list[Any]:
    """The terms, with the items of lists in their place, one level deep."""
    found: list[Any] = []
    for term in terms:
        found.extend(map(present, term) if is_list(present(term)) else [term])
    return found


def items(terms: Terms, context: Context) -> list[Any]:
    """The items of all terms; lists are opened one level deep."""
    return flat(terms)


def as_they_are(terms: Terms, context: Context) -> list[Any]:
    """The terms themselves."""
    return list(terms)


def pairs(terms: Terms, context: Context) -> list[dict[str, Any]]:
    """The entries of mappings, as key and value."""
    found: list[dict[str, Any]] = []
    for term in terms:
        if not isinstance(term, Mapping):
            raise TemplateError(f"expects a mapping, got {brief(term)}", None, "name a variable that is a mapping")
        found.extend({"key": key, "value": term[key]} for key in term)
    return found


def indexed(terms: Terms, context: Context) -> list[list[Any]]:
    """The items of all terms, each with its number, which begins with 0."""
    return [[number, item] for number, item in enumerate(flat(terms))]


def nested(terms: Terms, context: Context) -> list[list[Any]]:
    """Every item of the first list with every one of the second, and so on."""
    if not terms:
        raise TemplateError("requires at least one list", None, "give it lists")
    found: list[Any] = list(terms[0])
    for more in terms[1:]:
        found = [flat([left, right]) for left in found for right in more]
    return [flat(one) for one in found]


def cartesian(terms: Terms, context: Context) -> list[list[Any]]:
    """As nested; a term that is no list counts as a list of one."""
    if not terms:
        raise TemplateError("requires at least one list", None, "give it lists")
    lists = [term if is_list(term) or isinstance(term, Mapping) else [term] for term in terms]
    return [flat(one) for one in itertools.product(*lists)]


def together(terms: Terms, context: Context) -> list[list[Any]]:
    """The first items of all lists, the second items, and so on; None where a list has ended."""
    if not terms:
        raise TemplateError("requires at least one list", None, "give it lists")
    return [flat(one) for one in itertools.zip_longest(*terms)]


def flattened(terms: Terms, context: Context) -> list[Any]:
    """The items of all terms; lists are opened however deep. What follows a null in a list is left out."""
    found: list[Any] = []
    for term in terms:
        while is_list(present(term)) and len(term) == 1:
            term = term[0]
        if term in ("None", "null"):
            break
        if isinstance(term, str):
            term = term.strip()
        found.extend(flattened(term, context) if is_list(present(term)) else [term])
    return found


def subelements(terms: Terms, context: Context) -> list[list[Any]]:
    """Each mapping, without the list at a key, with each item of that list."""
    if not 2 <= len(terms) <= 3 or not isinstance(terms[0], list | Mapping) or not isinstance(terms[1], str):
        raise TemplateError("expects a list or mapping, then a key, then perhaps {skip_missing: true}")
    elements, path = terms[0], terms[1].split(".")
    flags = terms[2] if len(terms) == 3 else {}
    if not isinstance(flags, Mapping) or set(flags) - {"skip_missing"}:
        raise TemplateError(f"the third term must be a mapping with skip_missing, not {brief(flags)}")
    if isinstance(elements, Mapping):
        if elements.get("skipped", False) is not False:
            return []
        elements = list(elements.values())
    lenient = flags.get("skip_missing", False) in (True, 1) or str(flags.get("skip_missing")).lower() in TRUE
    found: list[list[Any]] = []
    for element in elements:
        if not isinstance(settled(element), Mapping):
            raise TemplateError(f"expects mappings, got {brief(element)}")
        if element.get("skipped", False) is False:
            rest, parts = taken(element, path, lenient)
            found.extend([rest, part] for part in parts)
    return found


TRUE = ("yes", "on", "true", "1", "y", "t")


def taken(element: Mapping[str, Any], path: list[str], lenient: bool) -> tuple[dict[str, Any], list[Any]]:
    """A mapping without the list at the path, and that list."""
    rest = dict(element)
    if path[0] not in rest:
        if lenient:
            return rest, []
        raise TemplateError(f"could not find {path[0]!r} in {brief(element)}", None, "or give it {skip_missing: true}")
    value = rest[path[0]]
    if len(path) > 1:
        if isinstance(value, Mapping):
            rest[path[0]], parts = taken(value, path[1:], lenient)
            return rest, parts
        if lenient:
            return rest, []
        raise TemplateError(f"the key {path[0]} should point to a mapping, got {brief(value)}")
    if not is_list(value):
        raise TemplateError(f"the key {path[0]} should point to a list, got {brief(value)}")
    del rest[path[0]]
    return rest, list(value)


def random_choice(terms: Terms, context: Context) -> list[Any]:
    """One of the terms, another one at each call."""
    return [secrets.choice(terms)] if terms else []


def boolean(value: Any) -> bool:
    """An option that is true or false, in all the ways that Ansible takes."""
    try:
        return bool(library.load("core.param").to_bool(value))
    except ValueError:
        raise TemplateError(f"expects true or false, got {value!r} ({kind_of(value)})") from None
