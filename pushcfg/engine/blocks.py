"""Guarded blocks on a host's walk: what has failed in them, and where each leads on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pushcfg.engine.ends import End, blocked_by
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.playbook import Block

if TYPE_CHECKING:
    from pushcfg.engine.walk import Walk

# A block by its number, and one of its parts.
Place = tuple[int, str]


class Blocks:
    """The blocks of one walk: per part how it has failed, if it has, and how many tasks have in it."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.failures: dict[Place, End] = {}
        self.failed_tasks: Counter[Place] = Counter()
        # The parts that are not walked: a rescue where nothing has failed.
        self.skipped: set[Place] = set()

    def skips(self, vertex: Vertex) -> bool:
        """Whether a vertex is in a part that is not walked."""
        return not self.skipped.isdisjoint((block.number, part) for block, part in vertex.path)

    def fail(self, vertex: Vertex, end: End) -> None:
        """A failure inside: the innermost block deals with it."""
        block, part = vertex.path[-1]
        self.failures.setdefault((block.number, part), end)
        if any(inside == "tasks" and around.number in self.walk.run.rescuing_blocks for around, inside in vertex.path):
            self.walk.run.rescuing(self.walk, vertex, end)
        if vertex.task is not None:
            self.failed_tasks.update((around.number, inside) for around, inside in vertex.path)

    def turn(self, vertex: Vertex) -> None:
        """Where a block leads on: to its rescue if something failed, past it if not, to always, to its end."""
        assert vertex.turn is not None
        walk = self.walk
        block, to = vertex.turn
        failed = (block.number, "tasks") in self.failures
        rescued = block.number in walk.run.rescuing_blocks
        inside = any((block.number, part) in self.failures for part in ("tasks", "rescue", "always"))
        if not inside and any(walk.bad_before(vertex.number)):
            # What the block as a whole needs has failed, or the host is lost.
            walk.finish(vertex.number, walk.blocked(vertex.number))
        elif to == "end":
            if failed and rescued and (block.number, "rescue") not in self.failures:
                self.rescued(vertex, block)
            walk.finish(vertex.number, self.end(block.number, rescued) or End(Status.OK))
        elif walk.state.lost:
            walk.finish(vertex.number, blocked_by("the host, which is lost"))
        else:
            if to == "rescue" and not failed:
                self.skipped.add((block.number, "rescue"))
            walk.finish(vertex.number, End(Status.OK))

    def rescued(self, vertex: Vertex, block: Block) -> None:
        """Every failure in a block's tasks was dealt with."""
        count = self.failed_tasks.pop((block.number, "tasks"), 0)
        self.failed_tasks.subtract({(around.number, inside): count for around, inside in vertex.path})
        self.walk.run.rescued(self.walk, count)

    def end(self, block: int, rescue: bool) -> End | None:
        """The failure that leaves a block; None if there was none or it was rescued."""
        for part in ("always", "rescue"):
            if (block, part) in self.failures:
                return self.failures[(block, part)]
        return self.failures.get((block, "tasks")) if not rescue else None
