"""Reads lists of handlers."""

from __future__ import annotations

from collections.abc import Iterator

from pushcfg.errors import PlaybookError
from pushcfg.playbook.arguments import read_action
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.model import Task
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.taskfiles import imported
from pushcfg.playbook.tasks import read_handler, read_task
from pushcfg.source import Node


def read_handlers(node: Node | None, inherited: Inherited, reading: Reading) -> Iterator[Task]:
    """The handlers, with those of imported files in their places."""
    if node is None or node.is_none:
        return
    if not node.is_sequence:
        raise PlaybookError(f"handlers must be a list, not {node.description}", node.position)
    for entry in node.elements():
        if not entry.is_mapping:
            raise PlaybookError(f"a handler must be a mapping, not {entry.description}", entry.position)
        if "block" in entry:
            raise PlaybookError("a block among handlers", entry.position, "let several handlers listen to one name")
        action = read_action(entry)
        if action.name == "import_tasks":
            root, inner = imported(read_task(entry, inherited), reading, "handlers")
            yield from read_handlers(root, inherited.extended(entry, "a task"), inner)
        elif action.name in ("import_role", "include_role"):
            raise PlaybookError(f"{action.name} among handlers", entry.position,
                                "use the role in the play; its handlers can be notified then")
        else:
            yield read_handler(entry, inherited)
