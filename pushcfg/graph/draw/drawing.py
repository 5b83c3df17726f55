"""What is drawn of a play, and what it is called there."""

from __future__ import annotations

from collections.abc import Iterator

from pushcfg.graph.model import Edge, PlayGraph, Vertex
from pushcfg.playbook import Play

Drawn = tuple[Play, PlayGraph]
# Who waits for whom: (number of the first, group on whose hosts or "", why).
Wait = tuple[int, str, Edge]


class Drawing:
    """What is drawn of a play: its vertices in list order, numbered from 1, and what each of them waits for.

    A turn to a part of a block that has no tasks is left out, and so is the end of an include; what waits for it is
    drawn as waiting for what the turn itself waits for.
    """

    def __init__(self, graph: PlayGraph) -> None:
        listed = sorted(graph.vertices, key=lambda vertex: vertex.number)
        self.vertices = tuple(vertex for vertex in listed if not is_hidden(vertex))
        self.shown = {vertex.number: place for place, vertex in enumerate(self.vertices, 1)}
        self._incoming: dict[int, list[tuple[int, Edge]]] = {}
        for first, second, why in graph.edges:
            self._incoming.setdefault(second, []).append((first, why))
        self._above: dict[int, frozenset[int]] = {}
        for vertex in graph.vertices:
            if not vertex.handler:
                before = graph.before[vertex.number]
                self._above[vertex.number] = frozenset(before).union(*(self._above[other] for other in before))

    def waits(self, vertex: Vertex) -> list[Wait]:
        """What a vertex waits for."""
        found = {(number, "", why) for number, why in self._before(vertex.number)}
        found |= {(number, group, Edge.NEEDS) for number, group in vertex.elsewhere}
        return sorted(found, key=lambda wait: (list(Edge).index(wait[2]), wait[0], wait[1]))

    def beside(self, vertex: Vertex) -> list[int]:
        """The places of the tasks that may run at the same time on the same host."""
        if vertex.task is None or vertex.handler:
            return []
        return [
            self.shown[other.number]
            for other in self.vertices
            if other.task is not None and not other.handler and other is not vertex
            and other.number not in self._above[vertex.number] and vertex.number not in self._above[other.number]
        ]  # fmt: skip

    def _before(self, number: int) -> Iterator[tuple[int, Edge]]:
        for first, why in self._incoming.get(number, ()):
            if first in self.shown:
                yield first, why
            else:
                yield from self._before(first)


def is_hidden(vertex: Vertex) -> bool:
    """Whether this only ends an include, or a block leads on here to a part that has no tasks."""
    if vertex.turn is None:
        return vertex.closes is not None
    block, to = vertex.turn
    return (to == "rescue" and not block.rescue) or (to == "always" and not block.always)


def name(vertex: Vertex) -> str:
    """What a drawing calls a vertex, on one line."""
    if vertex.turn is not None:
        block, to = vertex.turn
        what = {"rescue": "rescue, if a task of it failed", "always": "always", "end": "end"}[to]
        return one_line(f"{block.name}: {what}")
    if vertex.handler:
        return f"handler {one_line(vertex.label)}"
    unnamed = vertex.task is None or not vertex.task.name
    return "handlers that were notified" if vertex.flush and unnamed else one_line(vertex.label)


def one_line(text: str) -> str:
    """Text without newlines and control characters."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(text.split()))


def node(play: int, vertex: int) -> str:
    """The name of a vertex in DOT and Mermaid."""
    return f"p{play}t{vertex}"


def edge_label(group: str, why: Edge) -> str:
    """What is written at an edge; order says nothing."""
    if group:
        return one_line(f"{why} on {group}")
    return "" if why is Edge.ORDER else str(why)
