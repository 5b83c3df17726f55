"""Files of the controller that tasks name, and that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pushcfg.errors import InputError
from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Task
from pushcfg.render.files import find
from pushcfg.template.scope import has_template

# Modules that take `src` from the controller, and the folder that it is looked for in.
FOLDERS: Final = {"copy": "files", "template": "templates", "unarchive": "files"}


def missing(unit: Unit) -> Iterator[Problem]:
    """A `src` that is written out and that no folder has; another task may still make it, though."""
    for task in unit.everything:
        source = task.arguments.get("src")
        if task.action not in FOLDERS or not isinstance(source, str) or not of_controller(task, source):
            continue
        try:
            find(source, task.folders, FOLDERS[task.action])
        except InputError as error:
            place = task.argument_positions.get("src", task.position)
            yield Problem(place, error.message, "check the name, or say remote_src if the host has it")


def of_controller(task: Task, source: str) -> bool:
    """Whether a source is known, and a file of the controller."""
    if has_template(source) or "://" in source or source.startswith(("~", "/")) or task.whole is not None:
        return False
    return not task.arguments.get("remote_src") and task.arguments.get("copy", True) in (True, "yes", "true")


RULES: Final = (
    Rule("missing-file", Severity.WARNING, "a `src` of copy, template or unarchive that the controller does not have",
         missing),
)  # fmt: skip
