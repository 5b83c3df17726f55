"""Reads the order that a playbook asks for: the ids of tasks and blocks, and what they need."""

from __future__ import annotations

from dataclasses import replace

from pushcfg.errors import PlaybookError
from pushcfg.playbook.keywords import check
from pushcfg.playbook.model import Condition
from pushcfg.source import Node


def identity(node: Node) -> str | None:
    """The id that `needs` of others can name."""
    entry = node.get("id")
    if entry is None or entry.is_none:
        return None
    if not entry.is_scalar:
        raise PlaybookError(f"id must be text, not {entry.description}", entry.position)
    return str(entry.plain())


def needs(node: Node | None) -> tuple[Condition, ...] | None:
    """The ids that a task waits for, each with its place; None where it keeps list order."""
    if node is None:
        return None
    written = node.elements() if node.is_sequence else () if node.is_none else (node,)
    entries = [spoken(entry) for entry in written]
    for entry in entries:
        if entry.is_mapping:
            check(entry, ("task", "on"), {}, "needs")
            if "task" not in entry:
                raise PlaybookError("needs on other hosts must say which task", entry.position, "add `task: ID`")
        elif not entry.is_scalar or entry.is_none:
            raise PlaybookError(f"needs must be a list of ids, not {entry.description}", entry.position)
    return tuple(Condition(entry.plain(), entry.position) for entry in entries)


def spoken(node: Node) -> Node:
    """A mapping with its key `on` as it was meant: YAML 1.1 reads that word as true."""
    pairs = tuple((replace(key, value="on") if key.value is True else key, value) for key, value in node.items())
    return replace(node, value=pairs) if node.is_mapping else node
