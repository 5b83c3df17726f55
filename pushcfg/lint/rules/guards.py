"""Commands that run every time: nothing says when they need not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.texts import of_conditions
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Task

COMMANDS: Final = ("command", "shell", "raw", "script", "expect")
GUARDS: Final = ("creates", "removes")


def unguarded(unit: Unit) -> Iterator[Problem]:
    """A command without any of what could make a second run empty; handlers run when something has changed."""
    registered = {task.register for task in unit.everything if task.register is not None}
    for task in unit.tasks:
        if task.action not in COMMANDS or task.whole is not None or task.changed_when is not None:
            continue
        if any(task.arguments.get(name) for name in GUARDS) or asks_results(unit, task, registered):
            continue
        yield Problem(unit.keyword(task, *written(task)), f"this {task.action} runs and counts as changed every time",
                      "add creates or removes, `changed_when`, or a `when` on the result of a task that has looked")


def asks_results(unit: Unit, task: Task, registered: set[str]) -> bool:
    """Whether a condition depends on what another task has found."""
    names = unit.names_in(of_conditions(task.when))
    return bool(names & registered)


def written(task: Task) -> tuple[str, ...]:
    """The keys by which a task may name its module."""
    prefixes = ("", "ansible.builtin.", "ansible.legacy.")
    return (*(f"{prefix}{task.action}" for prefix in prefixes), "action", "local_action")


RULES: Final = (
    Rule("no-guard", Severity.WARNING, "a command that nothing keeps from running every time", unguarded),
)
