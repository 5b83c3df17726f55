"""How far a host has come in the graph: which vertices may be looked at, which have ended, and what follows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pushcfg.engine.ends import End, blocked_by
from pushcfg.graph import PlayGraph, Segment, Vertex
from pushcfg.model import Status
from pushcfg.session import Session
from pushcfg.template.scope import Names

# A task that was sent: where, and under which id.
Sent = tuple[Session, int]
# How most vertices end.
WELL = End(Status.OK)


class Progress(ABC):
    """A vertex is first *passed* (those behind it may be looked at), and later *ended*."""

    def __init__(self, graph: PlayGraph) -> None:
        self.graph = graph
        here = [vertex for vertex in graph.vertices if vertex.inside is None and not vertex.handler]
        self.unpassed = {vertex.number: len(graph.before[vertex.number]) for vertex in here}
        self.unended = dict(self.unpassed)
        self.left = len(here)
        self.passed: set[int] = set()
        self.ended: dict[int, End] = {}
        # Whether any of those is bad, which hardly ever has to be looked at.
        self.any_bad = False
        # Where the tasks that an include has brought come between those of the graph, only in this walk.
        self.own_before: dict[int, tuple[int, ...]] = {}
        self.own_behind: dict[int, tuple[int, ...]] = {}
        # What an include has given them: its params, and the item of its loop.
        self.given: dict[int, tuple[Names, ...]] = {}
        # Whose end is awaited by whom: vertices of this walk, or anything that other walks want to do then.
        self.parked: dict[int, list[Callable[[], None]]] = {}
        # What is to happen as soon as all before a vertex have ended.
        self.held: dict[int, Callable[[], None]] = {}
        # Of those, what can happen now.
        self.due: deque[tuple[int, Callable[[], None]]] = deque()
        self.draining = False
        self.sent: dict[int, Collection[Sent]] = {}

    @abstractmethod
    def push(self, number: int) -> None:
        """Look at a vertex (again) soon."""

    @abstractmethod
    def conclude(self, vertex: Vertex, end: End) -> None:
        """A vertex has ended: whatever follows from that beside the order."""

    @abstractmethod
    def started(self, number: int) -> None:
        """The host is at a task that was sent ahead."""

    # --- the graph, as this walk has it ---

    def before(self, number: int) -> tuple[int, ...]:
        """The vertices right before one."""
        return self.own_before.get(number) or self.graph.before[number]

    def behind(self, number: int) -> tuple[int, ...]:
        """The vertices right behind one."""
        return self.own_behind.get(number) or self.graph.behind[number]

    def has(self, number: int) -> bool:
        """Whether a vertex is in this walk by now."""
        return number in self.unended

    def comes(self, number: int) -> bool:
        """Whether this walk is still to come to a vertex, as far as can be said."""
        if self.has(number):
            return number not in self.ended
        include = self.graph.vertex(number).inside
        return include is not None and include not in self.own_behind and self.comes(include)

    def splice(self, include: int, parts: Sequence[tuple[Segment, tuple[Names, ...]]]) -> None:
        """Put what an include has brought, one segment for each turn of its loop, between it and what comes next."""
        (closing,) = self.graph.behind[include]
        last: tuple[int, ...] = (include,)
        inner: dict[int, tuple[int, ...]] = {include: ()}
        for segment, layers in parts:
            for handler in segment.handlers:
                self.given[handler] = (*layers, *self.given.get(include, ()))
            if not segment.vertices:
                continue
            for vertex in segment.vertices:
                self.given[vertex.number] = (*layers, *self.given.get(include, ()))
                self.unpassed[vertex.number] = self.unended[vertex.number] = len(self.graph.before[vertex.number])
            self.left += len(segment.vertices)
            self.join(last, segment.firsts, inner)
            last = segment.lasts
            inner = {number: self.graph.behind[number] for number in last}
        self.join(last, (closing,), inner)

    def join(
        self, firsts: tuple[int, ...], seconds: tuple[int, ...], inner: Mapping[int, tuple[int, ...]]
    ) -> None:  # fmt: skip
        """Let all of the second wait for all of the first; `inner` is what is behind the first among themselves."""
        for number in firsts:
            self.own_behind[number] = (*inner[number], *seconds)
        for number in seconds:
            self.own_before[number] = firsts
            self.unpassed[number] = self.unended[number] = len(firsts)

    # --- passing ---

    def hold(self, number: int, end: End, tell: Callable[[], None] = lambda: None) -> None:
        """A vertex that is done ahead of those before it: those behind may be looked at, and it ends in its turn.

        `tell` is called then, unless it turns out to be blocked.
        """

        def act() -> None:
            tell()
            self.finish(number, end)

        if self.unended.get(number, 0) == 0 and not self.any_bad:
            tell()
            self.finish(number, end)
            return
        if self.unended.get(number, 0) > 0 and not end.bad:
            self.sent[number] = self.tail(number)
            self.pass_on(number)
        self.when_ended(number, act)

    def tail(self, number: int) -> Collection[Sent]:
        """The tasks in flight that a vertex has to wait for."""
        before = self.before(number)
        if len(before) == 1:
            return self.sent.get(before[0], ())
        return frozenset().union(*(self.sent[other] for other in before if other in self.sent))

    def pass_on(self, number: int) -> None:
        """Let the vertices behind this one be looked at."""
        if number in self.passed:
            return
        self.passed.add(number)
        for other in self.behind(number):
            self.unpassed[other] -= 1
            if self.unpassed[other] == 0:
                self.push(other)

    # --- ending ---

    def bad_before(self, number: int) -> Iterator[End]:
        """The bad ends of what a vertex needs."""
        return (self.ended[other] for other in self.before(number) if other in self.ended and self.ended[other].bad)

    def is_blocked(self, number: int) -> bool:
        """Whether something that the vertex needs has ended badly; turns deal with that themselves."""
        return self.graph.vertex(number).turn is None and any(self.bad_before(number))

    def blocked(self, number: int) -> End:
        """The end of a vertex that cannot run any more."""
        return blocked_by(next(self.bad_before(number)).origin)

    def when_ended(self, number: int, action: Callable[[], None]) -> None:
        """Do something as soon as all before a vertex has ended; the vertex is blocked if any of that was bad."""
        if self.unended.get(number, 0) > 0:
            self.held[number] = action
        elif self.any_bad and self.is_blocked(number):
            self.finish(number, self.blocked(number))
        else:
            action()

    def finish(self, number: int, end: End) -> None:
        """A vertex has ended: go on to what waited for it."""
        if number in self.ended:
            return
        # What it has registered is of no more use here, and may be large.
        self.ended[number] = end if end.bad or end.waits_for else WELL
        self.any_bad = self.any_bad or end.bad
        self.sent.pop(number, None)
        self.held.pop(number, None)
        self.left -= 1
        self.conclude(self.graph.vertex(number), end)
        if number not in self.passed:
            self.pass_on(number)
        for other in self.behind(number):
            self.unended[other] -= 1
            if self.unended[other] == 0:
                if other in self.held:
                    self.due.append((other, self.held.pop(other)))
                elif other in self.sent:
                    self.started(other)
        for action in self.parked.pop(number, ()):
            action()
        if self.due:
            self.drain()

    def drain(self) -> None:
        """Do what is due; one end leads to the next, and hundreds of them in a row must not nest."""
        if self.draining:
            return
        self.draining = True
        while self.due:
            self.when_ended(*self.due.popleft())
        self.draining = False
