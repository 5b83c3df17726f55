"""Data edges: a task that reads a registered name, or a fact set by a task, waits for that task."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from pushcfg import actions
from pushcfg.graph.model import Vertex
from pushcfg.playbook import Condition, Task
from pushcfg.template.scope import has_template

Apart = Callable[[int, int], bool]
WORD = re.compile(r"[A-Za-z_]\w*")


def data_edges(vertices: list[Vertex], apart: Apart, variables: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """(who brings a name, who reads it), for those whose order is not fixed already, as `apart` says of two.

    A name may also be read through `variables` whose values are templates.
    """
    through = {name: set(words(value)) for name, value in variables.items() if has_template(value)}
    brings: dict[str, list[int]] = {}
    for vertex in vertices:
        for name in brought(vertex.task) | gathered(vertex.task):
            brings.setdefault(name, []).append(vertex.number)
    for vertex in vertices:
        for name in sorted(brings.keys() & closure(read(vertex.task), through)):
            above = [number for number in brings[name] if number < vertex.number]
            for number in above or [other for other in brings[name] if other != vertex.number]:
                if apart(number, vertex.number):
                    yield number, vertex.number


@cache
def brought(task: Task | None) -> frozenset[str]:
    """The names that a task gives values to."""
    if task is None:
        return frozenset()
    names = {task.register} if task.register is not None else set()
    if task.action == "set_fact" and not task.delegates_facts:
        names.update(name for name in task.arguments if name != "cacheable")
    return frozenset(names)


def brought_elsewhere(task: Task | None) -> set[str]:
    """The names that a task gives values to on the host that it is delegated to."""
    if task is None or not task.delegates_facts:
        return set()
    return {"ansible_facts"} if task.action != "set_fact" else set(task.arguments) - {"cacheable"}


def gathered(task: Task | None) -> set[str]:
    """The names of the facts that a task gathers, as far as they have names of their own."""
    if task is None or task.action not in actions.GATHERING:
        return set()
    database = task.arguments.get("database")
    return {*actions.GATHERING[task.action], *([f"getent_{database}"] if task.action == "getent" else [])}


def read(task: Task | None) -> set[str]:
    """Every word that may be a variable in what a task has to render."""
    if task is None:
        return set()
    parts = [task.arguments, task.whole, task.loop, task.environment, task.delegate_to, task.no_log, task.check_mode,
             task.ignore_errors, task.become, task.become_user, task.loop_control.label, task.name]
    parts.extend(layer.values for layer in task.variables)
    parts.extend(task.when)
    for conditions in (task.until, task.failed_when, task.changed_when):
        parts.extend(conditions or ())
    own = {task.register} if task.register is not None else set()
    return set(words(parts)) - own


def closure(names: set[str], through: Mapping[str, set[str]]) -> set[str]:
    """These names, and those in the values of the variables among them."""
    found: set[str] = set()
    while names:
        found |= names
        names = {word for name in names if name in through for word in through[name]} - found
    return found


def words(value: Any) -> Iterator[str]:
    """The words in all text of a value."""
    if isinstance(value, str):
        yield from WORD.findall(value)
    elif isinstance(value, Condition):
        yield from words(value.text)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from words(key)
            yield from words(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from words(item)
