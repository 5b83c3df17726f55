"""One host's way through the graph of a play: what may be looked at, sent and waited for, and what follows."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from pushcfg.engine.blocks import Blocks
from pushcfg.engine.ends import BLOCKED, End, blocked_by, unknown
from pushcfg.engine.progress import Progress
from pushcfg.engine.roles import Roles
from pushcfg.engine.slots import Slot
from pushcfg.engine.work import Work
from pushcfg.events import HostLost
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.promise import Promise
from pushcfg.session import Session
from pushcfg.template.scope import Names, Scope

if TYPE_CHECKING:
    from pushcfg.engine.hosts import HostState
    from pushcfg.engine.notified import Notified
    from pushcfg.engine.play import PlayRun


class Walk(Progress):
    """The walk of one host: what it looks at, what it sends, and what it waits for."""

    def __init__(self, run: PlayRun, state: HostState, magic: Names) -> None:
        self.run = run
        self.state = state
        self.host = state.name
        self.magic = magic
        super().__init__(run.graph)
        self.ready: list[tuple[tuple[int, ...], int]] = []
        self.works: dict[int, Work] = {}
        self.used: set[Session] = set()
        self.blocks = Blocks(self)
        self.roles = Roles(self)
        # What a variable was before a task promised to bring it.
        self.replaced: dict[Promise, Any] = {}
        # The names that were notified, and by what.
        self.notified: dict[str, Notified] = {}
        # The handlers that are to run at the next flush, or in the one that is under way.
        self.wanted: dict[int, Status] = {}
        self.background: set[asyncio.Task[None]] = set()
        # How many of those wait for other hosts.
        self.resting = 0
        self.slot = Slot(run.slots)
        self.flushing = -1
        self.wake = asyncio.Event()
        self.stopped = False
        self.over = False

    # --- the loop ---

    async def walk(self) -> None:
        """Walk until every vertex has ended. A slot of `forks` is held while there is something to do."""
        for number, count in self.unpassed.items():
            if count == 0:
                self.push(number)
        try:
            while True:
                await self.slot.take()
                self.advance()
                if self.left == 0:
                    break
                if not self.sent and len(self.background) == self.resting:
                    self.slot.give()
                await self.wake.wait()
                self.wake.clear()
        finally:
            self.slot.give()
            self.over = True
            for task in self.background:
                task.cancel()
            self.run.gates.left()

    async def rest(self, other: Awaitable[Any]) -> Any:
        """Wait, in the background, for something that other hosts must do; the slot is theirs meanwhile."""
        self.resting += 1
        self.wake.set()
        try:
            result = await other
        finally:
            self.resting -= 1
        await self.slot.take()
        return result

    def advance(self) -> None:
        """Look at everything that can be looked at, and send what has come together."""
        while self.ready:
            self.step(heapq.heappop(self.ready)[1])
        for session in self.used:
            session.flush()
        self.used.clear()

    def push(self, number: int) -> None:
        """Look at a vertex (again) soon."""
        heapq.heappush(self.ready, (self.graph.vertex(number).rank, number))
        self.wake.set()

    # --- one vertex ---

    def step(self, number: int) -> None:
        """Look at a vertex whose predecessors have passed."""
        if number in self.ended:
            return
        vertex = self.graph.vertex(number)
        if self.any_bad and self.is_blocked(number):
            self.when_ended(number, lambda: None)
            return
        if vertex.turn is not None:
            self.when_ended(number, lambda: self.blocks.turn(vertex))
        elif vertex.closes is not None:
            self.hold(number, End(Status.OK))
        elif (
            number not in self.run.selected
            or (vertex.path and self.blocks.skips(vertex))
            or (self.roles.left and self.roles.has_left(vertex))
        ):
            self.hold(number, End(Status.SKIPPED))
        elif vertex.flush and self.run.is_gate(vertex) and not self.run.gates.is_open(number):
            self.arrive(number)
        elif vertex.flush:
            self.when_ended(number, lambda: self.spawn(self.run.flush(self, vertex)))
        elif self.stopped:
            self.when_ended(number, lambda: self.finish(number, End(Status.SKIPPED)))
        elif vertex.role is not None and self.roles.may_repeat(vertex.role):
            self.roles.repetition(vertex.role, number)
        elif self.run.is_gate(vertex) and not self.run.gates.is_open(number):
            self.arrive(number)
        elif not vertex.elsewhere or not self.waits_elsewhere(vertex):
            if number not in self.works:
                self.works[number] = Work(self, vertex)
            self.works[number].go()

    def arrive(self, number: int) -> None:
        """Be at a gate, as soon as all before it has ended; the vertex is looked at again when it has opened."""
        self.when_ended(number, lambda: self.run.gates.arrive(number, self.host, lambda: self.push(number)))

    def waits_elsewhere(self, vertex: Vertex) -> bool:
        """Whether other hosts must first have done what this vertex needs: it is pushed again then, or blocked."""
        for number, pattern in vertex.elsewhere:
            for host in self.run.hosts_on(pattern, vertex):
                other = self.run.walks.get(host)
                end = other.ended.get(number) if other is not None else None
                if other is self or (end is not None and not end.bad):
                    continue
                if end is None and other is not None and not other.over:
                    other.parked.setdefault(number, []).append(lambda: self.push(vertex.number))
                else:
                    end = blocked_by(f"{self.graph.vertex(number).label!r} on {host}")
                    self.when_ended(vertex.number, partial(self.finish, vertex.number, end))
                return True
        return False

    def park(self, number: int, promise: Promise) -> None:
        """A vertex reads what is not known yet: look again when it is, or give it up as unknown."""
        if promise.waits_for:
            self.works[number].settle(unknown(promise.waits_for))
        elif promise.host != self.host:
            other = self.run.walks[promise.host]
            if promise.task in other.ended or other.over:
                self.works[number].settle(unknown(f"{other.graph.vertex(promise.task).label} on {promise.host}"))
            else:
                other.parked.setdefault(promise.task, []).append(lambda: self.push(number))
        elif promise.task in self.ended:
            end = self.ended[promise.task]
            self.works[number].settle(unknown(end.waits_for or self.graph.vertex(promise.task).label))
        else:
            self.parked.setdefault(promise.task, []).append(lambda: self.push(number))

    def conclude(self, vertex: Vertex, end: End) -> None:
        """A vertex has ended: deal with a failure, tell, keep what it brings."""
        if end.bad and end.status is not BLOCKED:
            end.origin = end.origin or repr(vertex.label)
            self.fail(vertex, end)
        if end.status is BLOCKED:
            self.run.variables.take_back(self, vertex.number)
        if vertex.role is not None and end.status not in (Status.SKIPPED, Status.BLOCKED):
            self.roles.has_run(vertex.role)
        self.run.ended(self, vertex, end)
        self.works.pop(vertex.number, None)
        if self.run.gates.arrived:
            self.run.gates.ended(vertex)
        if not self.wake.is_set():
            self.wake.set()

    def started(self, number: int) -> None:
        """Tell that the host is at a task now."""
        task = self.graph.vertex(number).task
        if task is not None:
            self.run.started(self, number, task)

    def fail(self, vertex: Vertex, end: End) -> None:
        """A failure: the innermost guarded block deals with it, or the host's play ends."""
        if end.status is Status.UNREACHABLE:
            if not self.state.lost:
                self.state.lost = True
                self.run.tell(HostLost(self.host, end.message, vertex.label))
        elif vertex.path:
            self.blocks.fail(vertex, end)
        else:
            self.state.failed = True

    # --- for Work ---

    def scope(self) -> Scope:
        """The host's scope, made anew as soon as anything in it has changed."""
        return self.run.variables.scope(self)

    def scope_of(self, vertex: Vertex) -> Scope:
        """The scope of a task, without the items of its loop."""
        assert vertex.task is not None
        own, given = vertex.task.layers, self.given.get(vertex.number, ())
        if given:
            own = own._replace(params=(*given, *own.params))
        if vertex.task.delegate_to is not None:
            own = own._replace(magic=(*own.magic, self.run.routes.delegated(self, vertex.task)))
        return self.run.variables.scope(self).of_task(own)

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, as long as the walk goes on."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self.background.add(task)
        task.add_done_callback(self.done)

    def done(self, task: asyncio.Task[None]) -> None:
        """A background task has ended; what it raised ends the run."""
        self.background.discard(task)
        self.wake.set()
        if not task.cancelled() and task.exception() is not None:
            self.run.crash(task.exception())
