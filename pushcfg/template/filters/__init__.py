"""The filters that Ansible has beside jinja2's own.

`FILTERS` has each under its short name and as ansible.builtin's, and those of collections. Those in `WITH_ENVIRONMENT`
want jinja2's environment as their first argument: whoever makes one binds it.
"""

from __future__ import annotations

from pushcfg.template.filters import codes, data, kinds, lists, mappings, numbers, paths, texts, times, urls
from pushcfg.template.filters.arguments import Function, checked, lenient
from pushcfg.template.filters.collections import collections

PREFIX = "ansible.builtin."
GROUPS = (codes, data, kinds, lists, mappings, numbers, paths, texts, times, urls)


def named(kind: str, functions: dict[str, Function]) -> dict[str, Function]:
    """Each function under both of its names, checked."""
    made = {name: checked(kind, name, function) for name, function in functions.items()}
    return made | {PREFIX + name: function for name, function in made.items()}


FILTERS: dict[str, Function] = {}
for group in GROUPS:
    FILTERS.update(named("filter", group.CHECKED))
for name, function in {**kinds.LENIENT, **mappings.LENIENT}.items():
    FILTERS[name] = FILTERS[PREFIX + name] = lenient("filter", name, function)
FILTERS.update(collections())
WITH_ENVIRONMENT: dict[str, Function] = {}
for name, function in mappings.WITH_ENVIRONMENT.items():
    WITH_ENVIRONMENT[name] = WITH_ENVIRONMENT[PREFIX + name] = lenient("filter", name, function)

__all__ = ["FILTERS", "WITH_ENVIRONMENT", "checked"]
