"""run_once: which host does a task for all, and how the others learn its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pushcfg.engine.ends import End
from pushcfg.engine.loops import Item
from pushcfg.engine.work import Work
from pushcfg.model import Status

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk

# How a run_once task has ended, and its items.
Led = tuple[End, list[Item] | None]
# A vertex, and for a handler the flush that it runs in: it has a turn in each.
Turn = tuple[int, int]


class Once:
    """The hosts that do run_once tasks, by turn, and what becomes of it."""

    def __init__(self, run: PlayRun) -> None:
        self.run = run
        self.leaders: dict[Turn, str] = {}
        self.ends: dict[Turn, asyncio.Future[Led | None]] = {}

    def leader(self, work: Work) -> str:
        """The host that does a task: the first that came to its gate; of a handler, the first of those notified."""
        turn = turn_of(work)
        if turn not in self.leaders:
            came = [self.run.walks[host] for host in self.run.gates.came.get(work.number, ())]
            step = self.run.locksteps.get(work.walk.flushing) if work.vertex.handler else None
            if step is not None:
                came = [self.run.walks[host] for host in step.beside(work.walk.host)]
            here = [walk.host for walk in came if not walk.stopped and work.number not in walk.ended]
            self.leaders[turn] = here[0] if here else work.walk.host
            self.ends[turn] = asyncio.get_running_loop().create_future()
        return self.leaders[turn]

    async def leading(self, work: Work) -> Led | None:
        """How the task has ended on the host that did it; None if that host has not done it after all."""
        turn = turn_of(work)
        host = self.leaders[turn]
        led = await asyncio.shield(self.ends[turn])
        if led is not None and led[0].status is Status.UNREACHABLE:
            told = f"{host}, which does it for all, is unreachable"
            return End(Status.FAILED, told, {"failed": True, "changed": False, "msg": told}), led[1]
        return led

    def lead(self, work: Work, end: End) -> None:
        """Tell the others how it has ended."""
        future = self.ends.get(turn_of(work))
        if future is not None and not future.done():
            future.set_result((end, work.items))

    def leave(self, walk: Walk, number: int) -> None:
        """A host is past a task: if it was to do it for all and has not, another must."""
        for turn, host in list(self.leaders.items()):
            if turn[0] == number and host == walk.host and not self.ends[turn].done():
                self.ends.pop(turn).set_result(None)
                del self.leaders[turn]


def turn_of(work: Work) -> Turn:
    """Which turn of its task this is."""
    return work.number, work.walk.flushing if work.vertex.handler else -1
