"""What was rendered while looking ahead, for as long as the variables that it was made of are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pushcfg.playbook import Task
from pushcfg.template.scope import CHANGING, Scope
from pushcfg.template.snapshots import agrees, snapshot

# Who it was made for.
HOST = ("inventory_hostname",)
Made = TypeVar("Made")


class Foreseen(Generic[Made]):
    """Keeps what was made for a task on a host, with the value of every variable that was read for it."""

    def __init__(self) -> None:
        # By host and task; several for the turns of a loop.
        self.known: dict[tuple[Any, ...], dict[Task, tuple[tuple[tuple[str, ...], tuple[Any, ...], Made], ...]]] = {}
        # Tasks read the same names on every host: one tuple for all.
        self.names: dict[frozenset[str], tuple[str, ...]] = {}

    def make(self, task: Task, scope: Scope, make: Callable[[Task, Scope], Made]) -> Made:
        """What `make` makes; it is kept if it reads nothing but variables."""
        scope.notes.append(set())
        try:
            made = make(task, scope)
        finally:
            reads = frozenset(scope.notes.pop())
        if reads.isdisjoint(CHANGING):
            names = self.names.get(reads)
            if names is None:
                names = self.names[reads] = tuple(sorted(reads))
            host = scope.snapshots.get(HOST) or snapshot(scope, HOST)
            of_host = self.known.get(host)
            if of_host is None:
                of_host = self.known[host] = {}
            values = scope.snapshots.get(names) or snapshot(scope, names)
            of_host[task] = (*of_host.get(task, ()), (names, values, made))
        return made

    def take(self, task: Task, scope: Scope) -> Made | None:
        """What was made for this, which is then forgotten; None if there is nothing, or a variable has changed."""
        of_host = self.known.get(scope.snapshots.get(HOST) or snapshot(scope, HOST))
        if not of_host:
            return None
        found = of_host.pop(task, ())
        for turn in found:
            names, before, made = turn
            if scope.snapshots.get(names) is before or agrees(scope, names, before):
                if len(found) > 1:
                    of_host[task] = tuple(other for other in found if other is not turn)
                return made
        return None
