"""Reads what a task says about being repeated: the items, and how a loop is run and shown."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pushcfg.errors import PlaybookError
from pushcfg.playbook.keywords import check
from pushcfg.playbook.model import LoopControl
from pushcfg.playbook.values import NAME
from pushcfg.source import Node


def loop(node: Node) -> Any:
    """The items: a list, or a template that gives one."""
    entry = node.get("loop")
    if entry is None:
        return None
    if entry.is_sequence or (entry.is_string and "{" in entry.value):
        return entry.plain()
    raise PlaybookError(f"loop must be a list, not {entry.description}", entry.position,
                        'name a variable as "{{ variable }}"')


def loop_control(node: Node | None) -> LoopControl:
    """How a loop is run and shown."""
    if node is None or node.is_none:
        return LoopControl()
    names = {entry.name for entry in fields(LoopControl)}
    check(node, names, {"break_when": "it is not supported yet; use until"}, "loop_control")
    given = {str(key.value): entry.plain() for key, entry in node.items()}
    for name in ("loop_var", "index_var"):
        if name in given and not NAME.match(str(given[name])):
            raise PlaybookError(f"{name} is {given[name]!r}, no name of a variable", node.position)
    return LoopControl(**given)
