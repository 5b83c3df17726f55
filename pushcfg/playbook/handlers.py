"""Reads lists of handlers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pushcfg.errors import PlaybookError
from pushcfg.events import Warned
from pushcfg.playbook.arguments import read_action
from pushcfg.playbook.includes import is_include, with_surroundings
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import BLOCK, REFUSED_TASK, check
from pushcfg.playbook.model import Task
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.taskfiles import imported
from pushcfg.playbook.tasks import read_handler, read_task, warn_of_absent
from pushcfg.source import Node


def read_handlers(node: Node | None, inherited: Inherited, reading: Reading) -> Iterator[Task]:
    """The handlers, with those of imported files in their places."""
    if node is None or node.is_none:
        return
    if not node.is_sequence:
        raise PlaybookError(f"handlers must be a list, not {node.description}", node.position)
    for entry in node.elements():
        for found in reading.attempt(partial(read_entry, entry, inherited, reading)):
            yield from found


def read_entry(entry: Node, inherited: Inherited, reading: Reading) -> tuple[Task, ...]:
    """One handler, or those that an entry stands for."""
    if not entry.is_mapping:
        raise PlaybookError(f"a handler must be a mapping, not {entry.description}", entry.position)
    if "block" in entry:
        return tuple(read_handler_block(entry, inherited, reading))
    conditional = bool(inherited.when) or "when" in entry
    action = read_action(entry, inherited.module_defaults, conditional, inherited.folders)
    if action.name == "import_tasks":
        root, inner = imported(read_task(entry, inherited), reading, "handlers")
        return tuple(read_handlers(root, inherited.extended(entry, "a task"), inner))
    if action.name in ("import_role", "include_role"):
        raise PlaybookError(f"{action.name} among handlers", entry.position,
                            "use the role in the play; its handlers can be notified then")
    handler = read_handler(entry, inherited)
    warn_of_absent(handler, reading)
    return (with_surroundings(handler, entry, inherited) if is_include(handler) else handler,)


def never_runs(part: str) -> str:
    """What to say of a part of a block to which no failure of a handler leads."""
    return f"handlers run one by one, so {part} of a block among them never does; use failed_when or ignore_errors"


def read_handler_block(node: Node, inherited: Inherited, reading: Reading) -> Iterator[Task]:
    """The tasks of a block among handlers: each is a handler of its own, with the keywords of the block."""
    check(node, BLOCK, REFUSED_TASK, "a block")
    block = node.get("block")
    for entry in block.elements() if block is not None and block.is_sequence else ():
        if "block" in entry:
            raise PlaybookError("a block within a block among handlers", entry.position,
                                "let several handlers listen to one name")
    for name in ("rescue", "always"):
        key = node.key(name)
        if key is not None:
            reading.warnings.append(Warned(never_runs(name), key.position))
    yield from read_handlers(block, inherited.extended(node, "a block"), reading)
