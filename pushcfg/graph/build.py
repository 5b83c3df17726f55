"""From a play to its graph: one pass for each kind of edge, then a check for cycles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Final

from pushcfg.graph.model import Edge, Edges, Part, PlayGraph, TurnTo, Vertex
from pushcfg.graph.needs import Needs
from pushcfg.playbook import Block, Condition, Entries, Play, Task

Ends = frozenset[int]
# Statements that are about the run, or guard what comes below them.
STAYING: Final = ("add_host", "assert", "fail", "group_by", "include_vars", "meta", "pause",
                  "validate_argument_spec", "wait_for_connection")  # fmt: skip
Path = tuple[tuple[Block, Part], ...]


@dataclass
class Builder:
    """Collects vertices and edges while a play is read from top to bottom."""

    edges: Edges = field(default_factory=dict)
    vertices: list[Vertex] = field(default_factory=list)
    needs: Needs = field(default_factory=Needs)
    # Whether tasks are free of list order: strategy graph.
    free: bool = False

    def add(self, vertex: Vertex, before: Ends, why: Edge) -> Ends:
        """A vertex that waits for these; returns it as the new end."""
        self.vertices.append(vertex)
        for other in sorted(before):
            self.connect(other, vertex.number, why)
        return frozenset({vertex.number})

    def connect(self, first: int, second: int, why: Edge) -> None:
        """An edge, unless there is one already."""
        self.edges.setdefault((first, second), why)

    def number(self) -> int:
        """The number of the next vertex."""
        return len(self.vertices)

    def entries(self, entries: tuple[Task | Block, ...], start: Ends, path: Path) -> Ends:
        """A list of tasks and blocks behind `start`; returns all that is open at its end."""
        ends = start
        for entry in entries:
            if entry.needs is None and (not self.free or stays(entry)):
                ends = self.entry(entry, ends, path)
                start = ends if self.free else start
            elif entry.needs is None:
                opened = self.entry(entry, start, path)
                ends = opened if ends == start else ends | opened
            else:
                # What is freed from list order runs beside it; what comes next waits for both.
                ends = ends | self.entry(entry, start_of(path, self), path, entry.needs)
        return ends

    def entry(self, entry: Task | Block, start: Ends, path: Path, needs: tuple[Condition, ...] | None = None) -> Ends:
        """One task or block."""
        first = self.number()
        if isinstance(entry, Task):
            flush = int(entry.action == "meta" and "flush_handlers" in entry.arguments.values())
            vertex = Vertex(first, entry.position, entry, flush=flush, path=path)
            ends = self.add(vertex, start, Edge.ORDER)
            if entry.handed is not None:
                ends = self.add(Vertex(self.number(), entry.position, closes=first, path=path), ends, Edge.ORDER)
        else:
            ends = self.block(entry, start, path)
        if needs is not None:
            self.needs.ask(entry, range(first, self.number()))
        self.needs.offer(entry.identity, ends, entry.position)
        return ends

    def block(self, block: Block, start: Ends, path: Path) -> Ends:
        """A block; with rescue or always it has turns where the walk decides how to go on."""
        if not block.guarded:
            return self.entries(block.tasks, start, path)
        inside = self.entries(block.tasks, start, (*path, (block, "tasks"))) or start
        turn = self.turn(block, "rescue", inside, path)
        rescued = self.entries(block.rescue, turn, (*path, (block, "rescue")))
        turn = self.turn(block, "always", rescued, path)
        always = self.entries(block.always, turn, (*path, (block, "always")))
        return self.turn(block, "end", always, path)

    def turn(self, block: Block, to: TurnTo, before: Ends, path: Path) -> Ends:
        """A point where a block leads on."""
        return self.add(Vertex(self.number(), block.position, turn=(block, to), path=path), before, Edge.ORDER)

    def flush(self, play: Play, before: Ends, times: int) -> Ends:
        """Where notified handlers run, if the play has any, or may get some by an include."""
        if not play.handlers and not any(task.handed is not None for task in play.tasks()):
            return before
        return self.add(Vertex(self.number(), play.position, flush=times), before, Edge.ORDER)

    def forced(self, play: Play, section: Entries, start: Ends, times: int) -> Ends:
        """A section whose flush comes whatever happens, as the `always` of a block."""
        block = Block(play.reading.numbers.next(), "tasks", play.position, section)
        inside = self.entries(section, start, ((block, "tasks"),)) or start
        turn = self.turn(block, "always", inside, ())
        flush = Vertex(self.number(), play.position, flush=times, path=((block, "always"),))
        return self.turn(block, "end", self.add(flush, turn, Edge.ORDER), ())


def stays(entry: Task | Block) -> bool:
    """Whether something keeps its place in the list also where the others are free of it.

    What guards those below it does, what is about the run, and what brings nobody knows which names or tasks.
    """
    if isinstance(entry, Block):
        return False
    return entry.action in STAYING or entry.handed is not None or entry.whole is not None or entry.named is not None


def start_of(path: Path, builder: Builder) -> Ends:
    """What even a freed task must wait for: the turn that leads to the part of a block that it is in."""
    for block, part in reversed(path):
        if part != "tasks":
            return frozenset(vertex.number for vertex in builder.vertices if vertex.turn == (block, part))
    return frozenset()


def build(play: Play, force_handlers: bool = False) -> PlayGraph:
    """The graph of a play; PlaybookError for `needs` of nothing, and for a cycle, with the places of all in it.

    With `force_handlers`, or where the play says so, no failure keeps handlers from running that were notified.
    """
    builder = Builder(free=play.strategy == "graph")
    ends: Ends = frozenset()
    if play.gather is not None:
        ends = builder.entry(play.gather, ends, ())
    for place, section in enumerate(play.sections):
        # A flush comes behind each section in Ansible, also behind those without tasks.
        times = 1 + sum(1 for _ in takewhile(lambda other: not other, play.sections[place + 1 :]))
        if section and (force_handlers or play.force_handlers):
            ends = builder.forced(play, section, ends, times)
        elif section:
            ends = builder.flush(play, builder.entries(section, ends, ()), times)
    vertices = arranged(builder, play.variables.values)
    before, behind = neighbours(builder)
    count = len(vertices)
    handlers = [Vertex(count + n, task.position, task, handler=True, rank=(count + n,))
                for n, task in enumerate(play.handlers)]
    notify_edges(builder, vertices, handlers)
    return PlayGraph(
        vertices=[*vertices, *handlers],
        edges=[(first, second, why) for (first, second), why in builder.edges.items()],
        before=[*before, *(() for _ in handlers)],
        behind=[*behind, *(() for _ in handlers)],
        free=builder.free,
    )


def arranged(builder: Builder, variables: Mapping[str, Any]) -> list[Vertex]:
    """The vertices in an order in which they can run, each with its rank in it; `needs` have become edges."""
    builder.needs.connect(builder.connect)
    vertices = builder.needs.with_others(builder.vertices)
    order = [vertex.number for vertex in vertices]
    if builder.needs.asked or builder.free:
        # Where nothing is freed, list order says it all; networkx takes a tenth of a second to import.
        from pushcfg.graph.freed import arrange

        order = arrange(vertices, builder.edges, variables)
    return [replace(vertices[number], rank=(rank,)) for rank, number in enumerate(order)]


def neighbours(builder: Builder) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """By number, the vertices right before and right behind each."""
    before: list[list[int]] = [[] for _ in builder.vertices]
    behind: list[list[int]] = [[] for _ in builder.vertices]
    for first, second in sorted(builder.edges):
        before[second].append(first)
        behind[first].append(second)
    return list(map(tuple, before)), list(map(tuple, behind))


def notify_edges(builder: Builder, vertices: list[Vertex], handlers: list[Vertex]) -> None:
    """An edge to each handler from every task that notifies it."""
    for handler in handlers:
        assert handler.task is not None
        names = {handler.task.name, *handler.task.listen}
        for other in vertices:
            if other.task is not None and names.intersection(map(str, other.task.notify)):
                builder.connect(other.number, handler.number, Edge.NOTIFY)
