"""Segments: what includes add to the graph of a play while it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pushcfg.graph.build import Builder, Ends, arranged, neighbours
from pushcfg.graph.model import PlayGraph, Segment, Vertex
from pushcfg.playbook import Entries, Task


def grow(graph: PlayGraph, include: Vertex, turn: int, entries: Entries) -> Segment:
    """The vertices of the tasks that an include brings in one turn of its loop; PlaybookError as for a play."""
    builder = Builder(free=graph.free)
    ends: Ends = builder.entries(entries, frozenset(), include.path)
    start = len(graph.before)
    vertices = [moved(vertex, start, include, turn) for vertex in arranged(builder, {})]
    before, behind = neighbours(builder)
    for vertex in sorted(vertices, key=lambda known: known.number):
        number = vertex.number - start
        graph.add(vertex, shifted(before[number], start), shifted(behind[number], start))
    firsts = tuple(number + start for number, others in enumerate(before) if not others)
    return Segment(tuple(vertices), firsts, shifted(sorted(ends), start))


def grow_handlers(graph: PlayGraph, include: Vertex, turn: int, entries: Entries) -> Segment:
    """As grow, for an include among handlers: its tasks run one after the other when it is notified."""
    vertices = []
    for place, entry in enumerate(without_blocks(entries)):
        number = len(graph.before)
        rank = (*include.rank, turn, place)
        vertices.append(Vertex(number, entry.position, entry, handler=True, inside=include.number, rank=rank))
        graph.add(vertices[-1])
    return Segment(tuple(vertices), (), ())


def without_blocks(entries: Entries) -> Iterator[Task]:
    """The tasks, also those of blocks; what rescue and always of a block have never runs here, as in Ansible."""
    for entry in entries:
        if isinstance(entry, Task):
            yield entry
        else:
            yield from without_blocks(entry.tasks)


def add_handlers(graph: PlayGraph, tasks: Sequence[Task]) -> tuple[int, ...]:
    """Handlers that an included role has brought; returns their numbers."""
    start = len(graph.before)
    for number, task in enumerate(tasks, start):
        graph.add(Vertex(number, task.position, task, handler=True, brought=True, rank=(number,)))
    return tuple(range(start, start + len(tasks)))


def moved(vertex: Vertex, start: int, include: Vertex, turn: int) -> Vertex:
    """A vertex numbered on from the play's, and ranked behind its include."""
    return replace(
        vertex,
        number=vertex.number + start,
        closes=None if vertex.closes is None else vertex.closes + start,
        elsewhere=tuple((number + start, pattern) for number, pattern in vertex.elsewhere),
        inside=include.number,
        rank=(*include.rank, turn, *vertex.rank),
    )


def shifted(numbers: Sequence[int], start: int) -> tuple[int, ...]:
    """Numbers of a segment as numbers of the play."""
    return tuple(number + start for number in numbers)
