"""Files of tasks: where the one is that a task imports or includes, and what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pushcfg.errors import PlaybookError
from pushcfg.events import Warned
from pushcfg.playbook.model import Task
from pushcfg.playbook.reading import Reading, entered
from pushcfg.source import Node


def imported(task: Task, reading: Reading, part: str) -> tuple[Node | None, Reading]:
    """The list in the file that import_tasks names, and what it is to be read with."""
    position = task.argument_positions.get("file", task.position)
    name = reading.text(task.arguments["file"], position, "import_tasks")
    return task_file(task, name, reading, part)


def task_file(task: Task, name: str, reading: Reading, part: str) -> tuple[Node | None, Reading]:
    """The list in a file of tasks (None if it is empty), and what it is to be read with.

    `part` is the folder of a role that the file is looked for in: tasks or handlers.
    """
    position = task.argument_positions.get("file", task.position)
    for path in candidates(task, name, reading, part):
        if path.is_file():
            break
    else:
        looked = ", ".join(dict.fromkeys(str(path) for path in candidates(task, name, reading, part)))
        raise PlaybookError(f"there is no file {name!r} (looked for {looked})", position, "check the name")
    inner = entered(str(path), reading, position)
    root = inner.load(path)
    if root is None:
        inner.warnings.append(Warned(f"{path} has no tasks", position))
    elif not root.is_sequence:
        raise PlaybookError(f"a file of tasks must be a list, not {root.description}", root.position,
                            "write tasks, not plays" if root.is_mapping else "begin each task with `- `")
    return root, inner


def candidates(task: Task, name: str, reading: Reading, part: str) -> Iterator[Path]:
    """Where the file may be: beside the file that names it, in the role, beside the playbook.

    An include in a role looks into that first, an import beside its own file, both as in Ansible.
    """
    written = Path(os.path.expanduser(name))
    beside = Path(task.position.file).parent
    if task.role is not None and task.action == "include_tasks":
        yield normal(task.role.folder / part / written)
    yield normal(beside / written)
    if task.role is not None:
        yield normal(task.role.folder / part / written)
        yield normal(task.role.folder / written)
    yield normal(beside / "tasks" / written)
    yield normal(reading.folder / written)
    yield normal(reading.folder / "tasks" / written)


def normal(path: Path) -> Path:
    """A path without `..` in it."""
    return Path(os.path.normpath(path))
