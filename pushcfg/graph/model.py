"""Vertices and edges of a play's graph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pushcfg.errors import Position
from pushcfg.playbook import Block, Task

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
    """A task; or a turn, where a block leads on; or a flush, where notified handlers run.

    `path` are the guarded blocks around it, the outermost first, each with the part that it is in. `elsewhere`
    are (vertex, group pattern) of tasks that other hosts must have done.
    """

    number: int
    position: Position
    task: Task | None = None
    handler: bool = False
    flush: bool = False
    turn: tuple[Block, TurnTo] | None = None
    path: tuple[tuple[Block, Part], ...] = ()
    elsewhere: tuple[tuple[int, str], ...] = ()

    @property
    def label(self) -> str:
        """What a drawing calls it."""
        if self.task is not None:
            return self.task.label
        return "handlers" if self.flush else f"{self.turn[0].name}: {self.turn[1]}" if self.turn else ""


@dataclass(frozen=True, eq=False)
class PlayGraph:
    """The vertices in an order in which they can run, and for each by number those right before and behind it.

    `edges` are (from, to, why); those of NOTIFY are for drawing only, since a flush runs the handlers.
    """

    vertices: tuple[Vertex, ...]
    edges: tuple[tuple[int, int, Edge], ...]
    before: tuple[tuple[int, ...], ...]
    behind: tuple[tuple[int, ...], ...]

    def vertex(self, number: int) -> Vertex:
        """The vertex of this number."""
        return self._by_number[number]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", {vertex.number: vertex for vertex in self.vertices})

    _by_number: dict[int, Vertex] = None  # type: ignore[assignment]  # made from the others
