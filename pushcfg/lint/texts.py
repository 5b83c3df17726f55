"""The templates and conditions that a task renders, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pushcfg.errors import Position
from pushcfg.model import Unsafe
from pushcfg.playbook import Condition, Task
from pushcfg.template.scope import is_template


class Text(NamedTuple):
    """A template, or an expression without braces."""

    text: str
    position: Position
    condition: bool = False


def of_task(task: Task) -> Iterator[Text]:
    """All texts that a task fails with if one of them reads what is not there, in the order in which they count."""
    yield from of_value(task.loop, task.position)
    yield from of_conditions(task.when)
    yield from of_arguments(task)
    for value in (task.whole, task.environment, task.delegate_to, task.become_user, task.loop_control.label,
                  task.no_log, task.ignore_errors, task.check_mode, task.retries, task.delay):  # fmt: skip
        yield from of_value(value, task.position)
    for conditions in (task.until, task.failed_when, task.changed_when, task.loop_control.break_when):
        yield from of_conditions(conditions or ())


def of_arguments(task: Task) -> Iterator[Text]:
    """Those of the arguments; what `debug` shows may be missing."""
    for name, value in task.arguments.items():
        position = task.argument_positions.get(name, task.position)
        if task.action == "assert" and name == "that":
            parts = value if isinstance(value, list) else [value]
            yield from of_conditions(tuple(Condition(part, position) for part in parts))
        elif name != "apply" and task.action != "validate_argument_spec":
            yield from of_value(value, position)


def of_conditions(conditions: tuple[Condition, ...]) -> Iterator[Text]:
    """Expressions."""
    for condition in conditions:
        if isinstance(condition.text, str) and condition.text.strip():
            yield Text(condition.text, condition.position, not is_template(condition.text))


def of_value(value: Any, position: Position) -> Iterator[Text]:
    """Templates in a value, however deep."""
    if isinstance(value, str):
        if not isinstance(value, Unsafe) and is_template(value):
            yield Text(value, position)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from of_value(key, position)
            yield from of_value(item, position)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from of_value(item, position)
