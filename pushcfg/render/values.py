"""Values of a task rendered for one host, and its conditions: text, bools, numbers, each with its place in errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pushcfg import library
from pushcfg.errors import PlaybookError, Position, TemplateError
from pushcfg.playbook import Condition, Omittable, Task
from pushcfg.template.failures import brief, place
from pushcfg.template.scope import OMIT, Scope
from pushcfg.template.templar import Templar


class Values:
    """Renders values and conditions."""

    def __init__(self, templar: Templar) -> None:
        self.templar = templar
        # Told of what an operator should know; set by who has a place to tell it.
        self.warn: Callable[[str, Position | None], None] = lambda message, position: None

    def value(self, value: Any, scope: Scope, position: Position | None, what: str) -> Any:
        """A rendered value; TemplateError with its place and what it is about."""
        if isinstance(value, Omittable):
            own = self.value(value.own, scope, position, what)
            return self.value(value.outer, scope, position, what) if own is OMIT else own
        try:
            return self.templar.render(value, scope)
        except TemplateError as error:
            raise place(error, position, what) from None

    def loop(self, task: Task, scope: Scope) -> Any:
        """The items of a task's loop, of whatever kind they are; TemplateError with its place."""
        what = f"task {task.label!r}, loop"
        if task.loop_with is None:
            return kept(self.value(task.loop, scope, task.position, what))
        try:
            return kept(self.templar.calls.loop(task.loop_with, task.loop, scope, task.action))
        except TemplateError as error:
            raise place(error, task.position, what) from None

    def boolean(self, value: Any, scope: Scope, position: Position, what: str) -> bool:
        """A rendered value as a bool; PlaybookError if it is none."""
        if isinstance(value, bool):
            return value
        if value is None or value is OMIT:
            return False
        rendered = self.value(value, scope, position, what)
        if rendered is OMIT:
            return False
        try:
            return bool(library.load("core.param").to_bool(rendered))
        except ValueError:
            raise PlaybookError(f"{what} must be true or false, not {rendered!r}", position) from None

    def number(self, value: Any, scope: Scope, position: Position, what: str, omitted: float = 0) -> float:
        """A rendered value as a number; PlaybookError if it is none."""
        rendered = value if isinstance(value, int | float) else self.value(value, scope, position, what)
        if rendered is OMIT:
            return omitted
        try:
            return float(rendered)
        except (TypeError, ValueError):
            raise PlaybookError(f"{what} must be a number, not {rendered!r}", position) from None

    def holds(self, conditions: Iterable[Condition], scope: Scope, what: str) -> Condition | None:
        """The first condition that does not hold; None if all do."""
        for condition in conditions:
            if not self.truth(condition, scope, what):
                return condition
        return None

    def truth(self, condition: Condition, scope: Scope, what: str) -> bool:
        """Whether one condition holds."""
        if isinstance(condition.text, bool):
            return condition.text
        try:
            value = self.templar.condition(str(condition.text), scope)
        except TemplateError as error:
            raise place(error, condition.position, what) from None
        if not isinstance(value, bool):
            self.warn(f"{what}: {brief(str(condition.text))} is neither true nor false, but {kind(value)}; "
                      "Ansible 2.19 and later take it for an error", condition.position)
        if isinstance(value, str):
            try:
                return bool(library.load("core.param").to_bool(value))
            except ValueError:
                return bool(value)
        return bool(value)


def kind(value: Any) -> str:
    """What a value is, in a message that must not show it."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else "a number" if isinstance(value, int | float) else type(value).__name__


def kept(items: Any) -> Any:
    """The items of a loop without those that are omitted."""
    if not isinstance(items, list) or not any(item is OMIT for item in items):
        return items
    return [item for item in items if item is not OMIT]
