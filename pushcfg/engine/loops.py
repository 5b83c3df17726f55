"""The loop of a task: its items, each with a scope of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pushcfg.engine.ends import End, skipped
from pushcfg.errors import PlaybookError, TemplateError
from pushcfg.graph import Segment
from pushcfg.graph.data import words
from pushcfg.model import EMPTY
from pushcfg.playbook import Task
from pushcfg.session import Session
from pushcfg.template.failures import brief
from pushcfg.template.scope import Names, Scope
from pushcfg.template.trust import is_trusted

if TYPE_CHECKING:
    from pushcfg.engine.work import Work

NO_LOOP: Any = object()


@dataclass(slots=True)
class Item:
    """One turn of a loop, or the one turn of a task without. `names` are the variables that the loop gives it."""

    value: Any
    scope: Scope
    names: Mapping[str, Any]
    end: End | None = None
    sent: tuple[Session, int] | None = None
    no_log: bool = False
    # Whether it is a turn of a loop.
    looped: bool = True
    # What an include brings in this turn.
    segment: Segment | None = None


def expand(work: Work) -> list[Item]:
    """The items: one without a loop."""
    scope = work.scope()
    if work.task.loop is None:
        return [Item(NO_LOOP, scope, EMPTY, looped=False)]
    reads: set[str] = set()
    scope.notes.append(reads)
    try:
        values = work.renderer.loop(work.task, scope)
    except TemplateError:
        # A condition that does not ask for the item may say that there is nothing to do.
        condition = quiet_condition(work, scope)
        if condition is None:
            raise
        return [Item(NO_LOOP, scope, EMPTY, skipped(condition), looped=False)]
    finally:
        scope.notes.pop()
        scope.note(*reads)
    values = listed(values, work.task)
    trusted = is_trusted(reads, scope)
    return [turn(work, scope, values, index, trusted) for index in range(len(values))]


def listed(values: Any, task: Task) -> list[Any] | tuple[Any, ...]:
    """The items of a loop; PlaybookError if they are no list."""
    if isinstance(values, list | tuple):
        return values
    raise PlaybookError(f"task {task.label!r}, loop is no list but {brief(values)}", task.position)


def quiet_condition(work: Work, scope: Scope) -> Any:
    """The text of a condition that fails without an item; None if all hold or cannot be asked."""
    try:
        failed = work.renderer.holds(work.task.when, scope, f"task {work.task.label!r}, when")
    except TemplateError:
        return None
    return None if failed is None else failed.text


def turn(work: Work, scope: Scope, values: Any, index: int, trusted: bool) -> Item:
    """One turn, whose scope has the loop's variables; they are `trusted` if all that the loop reads is."""
    control = work.task.loop_control
    names: dict[str, Any] = {control.loop_var: values[index], "ansible_loop_var": control.loop_var}
    if control.index_var is not None:
        names[control.index_var] = index
        names["ansible_index_var"] = control.index_var
    if control.extended:
        names["ansible_loop"] = extended(values, index)
        if not control.extended_allitems:
            del names["ansible_loop"]["allitems"]
    return Item(values[index], scope.inner(Names(names, data=True, trusted=trusted)), names)


def renew(work: Work, item: Item) -> None:
    """Let an item whose scope is past see what variables are by now."""
    scope = work.scope()
    item.scope = scope.inner(layer_of(item)) if item.looped else scope


def layer_of(item: Item) -> Names:
    """What the loop gives to a turn."""
    return Names(item.names, data=True, trusted=item.scope.layers[0].trusted)


@cache
def reads_itself(task: Task) -> bool:
    """Whether an item of a loop reads what the one before it has registered."""
    parts = (*task.when, task.arguments, *(layer.values for layer in task.variables))
    return task.loop is not None and task.register is not None and task.register in words(parts)


def extended(values: Any, index: int) -> dict[str, Any]:
    """The variable ansible_loop of a loop with `extended`."""
    count = len(values)
    found = {
        "allitems": list(values), "index": index + 1, "index0": index, "first": index == 0,
        "last": index == count - 1, "length": count, "revindex": count - index, "revindex0": count - index - 1,
    }  # fmt: skip
    if index > 0:
        found["previtem"] = values[index - 1]
    if index < count - 1:
        found["nextitem"] = values[index + 1]
    return found
