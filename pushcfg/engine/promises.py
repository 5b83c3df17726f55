"""Names that tasks of a walk promise to bring, and what they were before: results come in another order than tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pushcfg.promise import Promise
from pushcfg.template.scope import MISSING

if TYPE_CHECKING:
    from pushcfg.engine.walk import Walk


def promise(walk: Walk, number: int, name: str) -> None:
    """A task of this number will bring a variable; what it was before is remembered."""
    made = walk.state.made
    fresh = Promise(name, number, walk.host)
    if fresh not in walk.replaced:
        walk.replaced[fresh] = made.values.get(name, MISSING)
        made.set(name, fresh)


def keep(walk: Walk, number: int, name: str, value: Any) -> None:
    """The task has brought it. Where a later task has set or promised the name meanwhile, that stays."""
    made = walk.state.made
    kept = Promise(name, number, walk.host)
    if kept not in walk.replaced or made.values.get(name) == kept:
        made.set(name, value)
    walk.replaced.pop(kept, None)
    for later in behind(walk, kept):
        walk.replaced[later] = value


def take_back(walk: Walk, number: int) -> bool:
    """The task will bring nothing: its names mean again what they meant before. Whether there were any."""
    broken = [known for known in walk.replaced if known.task == number]
    for known in broken:
        before = walk.replaced.pop(known)
        if walk.state.made.values.get(known.name) == known:
            restore(walk, known.name, before)
        for later in behind(walk, known):
            walk.replaced[later] = before
    return bool(broken)


def behind(walk: Walk, kept: Promise) -> list[Promise]:
    """The promises that stand in the place of this one."""
    return [later for later, before in walk.replaced.items()
            if later.name == kept.name and isinstance(before, Promise) and before == kept]  # fmt: skip


def restore(walk: Walk, name: str, value: Any) -> None:
    """Give a variable back the value that it had, or none."""
    if value is MISSING:
        walk.state.made.values.pop(name, None)
    else:
        walk.state.made.set(name, value)


def settle(walk: Walk) -> None:
    """The play is over: what is still promised, only an apply can bring; later plays are told by which task."""
    made = walk.state.made
    for name, value in list(made.values.items()):
        if isinstance(value, Promise) and not value.waits_for:
            end = walk.ended.get(value.task)
            told = (end.waits_for if end is not None else "") or walk.graph.vertex(value.task).label
            made.set(name, Promise(name, value.task, walk.host, waits_for=told))
    for vertex in list(walk.state.gathering):
        walk.state.no_facts(vertex)
