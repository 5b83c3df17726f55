"""Vertices and edges of a play's graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pushcfg.errors import Position
from pushcfg.playbook import Block, Role, Task

Part = Literal["tasks", "rescue", "always"]
# What stands at a turn of a block: the part that begins here, or the block's end.
TurnTo = Literal["rescue", "always", "end"]


class Edge(StrEnum):
    """Why one vertex waits for another."""

    ORDER = "order"
    NEEDS = "needs"
    DATA = "data"
    NOTIFY = "notify"
    INFERRED = "inferred"


# From and to, by number, and why.
Edges = dict[tuple[int, int], Edge]


@dataclass(frozen=True, eq=False)
class Vertex:
    """A task; or a turn, where a block leads on; or a flush, where notified handlers run; or the end of an include.

    `path` are the guarded blocks around it, the outermost first, each with the part that it is in. `elsewhere`
    are (vertex, group pattern) of tasks that other hosts must have done. `closes` is the include whose tasks all
    come before this vertex, `inside` the one that has brought this vertex. `rank` says what comes first in a list.
    `flush` is how many times a flush goes through the handlers.
    """

    number: int
    position: Position
    task: Task | None = None
    handler: bool = False
    # Of a handler: an included role has brought it.
    brought: bool = False
    flush: int = 0
    turn: tuple[Block, TurnTo] | None = None
    path: tuple[tuple[Block, Part], ...] = ()
    elsewhere: tuple[tuple[int, str], ...] = ()
    closes: int | None = None
    inside: int | None = None
    rank: tuple[int, ...] = ()

    @cached_property
    def role(self) -> Role | None:
        """The role that the task belongs to."""
        return None if self.task is None else self.task.role

    @property
    def label(self) -> str:
        """What a drawing calls it."""
        if self.task is not None:
            return self.task.label
        return "handlers" if self.flush else f"{self.turn[0].name}: {self.turn[1]}" if self.turn else ""


@dataclass(frozen=True, eq=False)
class Segment:
    """What one include has brought: its vertices, those that begin and end it, new handlers and roles of the play."""

    vertices: tuple[Vertex, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    handlers: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(eq=False)
class PlayGraph:
    """The vertices in an order in which they can run, and for each by number those right before and behind it.

    `edges` are (from, to, why); those of NOTIFY are for drawing only, since a flush runs the handlers. Includes add
    segments during a run, each for a key of its own; a segment hangs together only in the walks that include it.
    `free`: its tasks are free of list order.
    """

    vertices: list[Vertex]
    edges: list[tuple[int, int, Edge]]
    before: list[tuple[int, ...]]
    behind: list[tuple[int, ...]]
    free: bool = False
    segments: dict[tuple[object, ...], Segment] = field(default_factory=dict)
    # The vertex of a number.
    vertex: Callable[[int], Vertex] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_number = {vertex.number: vertex for vertex in self.vertices}
        self.vertex = self._by_number.__getitem__

    def add(self, vertex: Vertex, before: tuple[int, ...] = (), behind: tuple[int, ...] = ()) -> None:
        """One more vertex; its number is the next."""
        assert vertex.number == len(self.before)
        self.vertices.append(vertex)
        self.before.append(before)
        self.behind.append(behind)
        self._by_number[vertex.number] = vertex

    @property
    def includes(self) -> list[Vertex]:
        """The tasks that bring others during the run."""
        return [vertex for vertex in self.vertices if vertex.task is not None and vertex.task.handed is not None]
