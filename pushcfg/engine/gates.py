"""Gates: points where the hosts of a batch wait for one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pushcfg.graph import Vertex

Go = Callable[[], None]


class Walker(Protocol):
    """What a gate needs to know of a walk."""

    @property
    def host(self) -> str:
        """Its host."""

    @property
    def over(self) -> bool:
        """Whether it goes no further."""

    def comes(self, number: int) -> bool:
        """Whether it is still to come to a vertex."""


class Gates:
    """All gates of a batch, by vertex. `decide` is asked, when a gate is about to open, whether the play goes on."""

    def __init__(self, decide: Callable[[], None]) -> None:
        self.walks: list[Walker] = []
        self.arrived: dict[int, dict[str, Go]] = {}
        self.opened: set[int] = set()
        # Who was there when a gate opened, in the order of the hosts.
        self.came: dict[int, list[str]] = {}
        self.decide = decide

    def is_open(self, vertex: int) -> bool:
        """Whether the gate at a vertex has opened."""
        return vertex in self.opened

    def arrive(self, vertex: int, host: str, go: Go) -> None:
        """A host has reached a vertex; `go` is called when all have that are still on their way."""
        self.arrived.setdefault(vertex, {})[host] = go
        self.check(vertex)

    def left(self) -> None:
        """A walk is over: gates that waited for it may open."""
        for vertex in list(self.arrived):
            self.check(vertex)

    def ended(self, vertex: Vertex) -> None:
        """A walk is past a vertex: the gate there may open, and those within an include that has brought it nothing."""
        if vertex.task is not None and vertex.task.handed is not None:
            self.left()
        else:
            self.check(vertex.number)

    def check(self, vertex: int) -> None:
        """Open the gate if everybody is there."""
        waiting = self.arrived.get(vertex)
        if waiting is None or vertex in self.opened:
            return
        if any(walk.host not in waiting and not walk.over and walk.comes(vertex) for walk in self.walks):
            return
        self.opened.add(vertex)
        self.came[vertex] = [walk.host for walk in self.walks if walk.host in waiting]
        del self.arrived[vertex]
        self.decide()
        for go in waiting.values():
            go()
