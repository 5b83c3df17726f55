"""Reads what a task says about being repeated: the items, and how a loop is run and shown."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import Any, Final

from pushcfg.errors import PlaybookError
from pushcfg.playbook.keywords import check
from pushcfg.playbook.model import LoopControl
from pushcfg.playbook.values import NAME, optional_conditions
from pushcfg.plugins import Plugins
from pushcfg.source import Node

WITH: Final = "with_"


def loop(node: Node, plugins: Plugins) -> tuple[str | None, Any]:
    """(name of the lookup of `with_...` or None, items or terms); PlaybookError for what makes no sense."""
    keys = [key for key, _ in node.items() if key.value == "loop" or str(key.value).startswith(WITH)]
    if not keys:
        return None, None
    if len(keys) > 1:
        raise PlaybookError(f"a task has one loop, and this one has {keys[0].value} and {keys[1].value}",
                            keys[1].position, "make two tasks of it, or one list of both")
    entry = node.get(keys[0].value)
    assert entry is not None
    if keys[0].value != "loop":
        return lookup_of(keys[0], entry, plugins), entry.plain()
    if entry.is_sequence or (entry.is_string and "{" in entry.value):
        return None, entry.plain()
    raise PlaybookError(f"loop must be a list, not {entry.description}", entry.position,
                        'name a variable as "{{ variable }}"')


def lookup_of(key: Node, entry: Node, plugins: Plugins) -> str:
    """The lookup that `with_...` names."""
    from pushcfg.template.lookups.registry import LOOKUPS  # takes a while, and not every playbook needs it

    name = str(key.value).removeprefix(WITH)
    if entry.is_none:
        raise PlaybookError(f"{key.value} has no items", key.position, "write a list, or leave it out")
    if name not in LOOKUPS and not plugins.has_lookup(name):
        near = difflib.get_close_matches(name, sorted(LOOKUPS), 1, 0.7)
        raise PlaybookError(f"there is no lookup {name!r} for {key.value}", key.position,
                            f"did you mean {WITH}{near[0]}?" if near else "use loop")
    return name


def loop_control(node: Node | None) -> LoopControl:
    """How a loop is run and shown."""
    if node is None or node.is_none:
        return LoopControl()
    if not node.is_mapping:
        raise PlaybookError(f"loop_control must be a mapping, not {node.description}", node.position,
                            "write `loop_control: {label: …}`; its values may be templates")
    names = {entry.name for entry in fields(LoopControl)}
    check(node, names, {}, "loop_control")
    given = {str(key.value): entry.plain() for key, entry in node.items()}
    given["break_when"] = optional_conditions(node, "break_when")
    for name in ("loop_var", "index_var"):
        if name in given and not NAME.match(str(given[name])):
            raise PlaybookError(f"{name} is {given[name]!r}, no name of a variable", node.position)
    return LoopControl(**given)
