"""Reads lists of tasks and blocks."""

from __future__ import annotations

from functools import partial

from pushcfg.errors import PlaybookError
from pushcfg.playbook.imports import is_import, read_import
from pushcfg.playbook.includes import is_include, with_surroundings
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import BLOCK, REFUSED_TASK, check
from pushcfg.playbook.model import Block, Entries, Task
from pushcfg.playbook.needs import identity, needs
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.tasks import read_task, warn_of_absent, with_known_tags
from pushcfg.playbook.values import title
from pushcfg.source import Node


def read_entries(node: Node | None, inherited: Inherited, reading: Reading) -> Entries:
    """A list of tasks and blocks."""
    if node is None or node.is_none:
        return ()
    if not node.is_sequence:
        raise PlaybookError(f"tasks must be a list, not {node.description}", node.position,
                            "begin each task with `- `")
    return tuple(found for entry in node.elements()
                 for found in reading.attempt(partial(read_entry, entry, inherited, reading)))  # fmt: skip


def read_entry(node: Node, inherited: Inherited, reading: Reading) -> Task | Block:
    """One task, or one block."""
    if not node.is_mapping:
        raise PlaybookError(f"a task must be a mapping, not {node.description}", node.position)
    if "block" in node:
        return read_block(node, inherited, reading)
    for name in ("rescue", "always"):
        key = node.key(name)
        if key is not None:
            raise PlaybookError(f"{name!r} without a block", key.position, "put the tasks under `block:`")
    task = with_known_tags(read_task(node, inherited), reading)
    warn_of_absent(task, reading)
    if is_import(task):
        return read_import(task, node, inherited, reading)
    return with_surroundings(task, node, inherited) if is_include(task) else task


def read_block(node: Node, inherited: Inherited, reading: Reading) -> Block:
    """One block, with its tasks."""
    check(node, BLOCK, REFUSED_TASK, "a block")
    inner = inherited.extended(node, "a block")
    number_ = reading.numbers.next()
    return Block(
        number=number_,
        name=title(node) or "block",
        position=node.position,
        tasks=read_entries(node.get("block"), inner, reading),
        rescue=read_entries(node.get("rescue"), inner, reading),
        always=read_entries(node.get("always"), inner, reading),
        identity=identity(node),
        needs=needs(node.get("needs")),
    )
