"""`needs`: which ids are offered, and who asks for them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pushcfg.errors import PlaybookError, Position
from pushcfg.graph.model import Edge, Vertex
from pushcfg.playbook import Block, Condition, Task


@dataclass(frozen=True)
class Asking:
    """A task or block that says what it needs, and its vertices."""

    name: str
    numbers: range
    needs: tuple[Condition, ...]


class Needs:
    """Collects what is offered and asked for, and connects it when the whole play has been read."""

    def __init__(self) -> None:
        self.offered: dict[str, tuple[frozenset[int], Position]] = {}
        self.asked: list[Asking] = []
        self.elsewhere: dict[int, list[tuple[int, str]]] = {}

    def offer(self, identity: str | None, ends: frozenset[int], position: Position) -> None:
        """A task or block that can be needed; PlaybookError if the id is taken."""
        if identity is None:
            return
        if identity in self.offered:
            raise PlaybookError(f"the id {identity!r} is given twice, first at {self.offered[identity][1]}", position)
        self.offered[identity] = (ends, position)

    def ask(self, entry: Task | Block, numbers: range) -> None:
        """A task or block that waits for exactly the ids that it names."""
        self.asked.append(Asking(repr(entry.name or "a task"), numbers, entry.needs or ()))

    def connect(self, connect: Callable[[int, int, Edge], None]) -> None:
        """Make the edges; PlaybookError for an id that nothing has."""
        for asking in self.asked:
            for need in asking.needs:
                on = need.text.get("on") if isinstance(need.text, dict) else None
                identity = str(need.text["task"] if isinstance(need.text, dict) else need.text)
                ends = self.find(identity, need.position)
                if any(end in asking.numbers for end in ends):
                    raise PlaybookError(f"{asking.name} needs itself", need.position, "take that id away")
                for number in asking.numbers:
                    if on is not None:
                        self.elsewhere.setdefault(number, []).extend((end, str(on)) for end in sorted(ends))
                        continue
                    for end in sorted(ends):
                        connect(end, number, Edge.NEEDS)

    def find(self, identity: str, position: Position) -> Iterable[int]:
        """The vertices behind an id."""
        if identity not in self.offered:
            near = difflib.get_close_matches(identity, sorted(self.offered), 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else "give the task that is needed an `id:`"
            raise PlaybookError(f"needs {identity!r}, and no task or block of this play has that id", position, hint)
        return self.offered[identity][0]

    def with_others(self, vertices: list[Vertex]) -> list[Vertex]:
        """The vertices, with what they need of other hosts."""
        return [
            replace(vertex, elsewhere=tuple(self.elsewhere[vertex.number]))
            if vertex.number in self.elsewhere
            else vertex
            for vertex in vertices
        ]
