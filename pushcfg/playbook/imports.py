"""Tasks that stand for others: import_tasks and import_role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pushcfg.errors import PlaybookError
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.model import Block, Task
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.roles import Use, read_role, without_vars
from pushcfg.playbook.taskfiles import imported
from pushcfg.source import Node
from pushcfg.template.scope import Names

FILES: Final = ("tasks_from", "vars_from", "defaults_from", "handlers_from")
NO_IMPORT: Final = ("loop", "register", "until", "changed_when", "failed_when")


def is_import(task: Task) -> bool:
    """Whether other tasks take this one's place before the run."""
    return task.action in ("import_tasks", "import_role")


def named(arguments: Mapping[str, Any]) -> Any:
    """The file or the role that an import or include names."""
    return next((arguments[word] for word in ("file", "name", "role") if word in arguments), None)


def read_import(task: Task, node: Node, inherited: Inherited, reading: Reading) -> Block:
    """The tasks that an import stands for; all that is said at the import holds for each of them."""
    for name in map(str, node.keys()):
        if name in NO_IMPORT or name.startswith("with_"):
            raise PlaybookError(f"{task.action} with {name}", node.position,
                                f"use {task.action.replace('import', 'include')}, or say it at the tasks there")
    if task.action == "import_role":
        around = inherited.extended(without_vars(node), "a task")
        given = task.variables[: len(task.variables) - len(inherited.variables)]
        return read_role(role_use(task, task.arguments, given=Names(given[0].values) if given else Names()),
                         around, reading)
    root, inner = imported(task, reading, "tasks")
    around = inherited.extended(node, "a task")
    return Block(number=reading.numbers.next(), name=task.label, position=task.position,
                 tasks=inner.read_entries(root, around, inner), identity=task.identity, needs=task.needs)


def role_use(task: Task, arguments: Any, given: Names, public: bool = True) -> Use:
    """How import_role or include_role uses a role; `arguments` are rendered as far as they must be."""
    position = task.argument_positions.get("name", task.position)
    files = {name.removesuffix("_from"): str(arguments[name]) for name in FILES if arguments.get(name) is not None}
    own = [layer.values for layer in task.handed.params] if task.handed is not None else []
    return Use(
        named(arguments), position, files, given=given, public=bool(arguments.get("public", public)),
        repeat=bool(arguments.get("allow_duplicates", True)), validate=bool(arguments.get("rolespec_validate", True)),
        included=True, conditions=repr(own) if own else "",
        # Of an include, the task itself has them.
        identity=None if task.handed is not None else task.identity,
        needs=None if task.handed is not None else task.needs,
    )  # fmt: skip


__all__ = ["is_import", "named", "read_import", "role_use"]
