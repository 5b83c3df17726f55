"""One play on one batch of hosts: the walks, and what they share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pushcfg.engine import promises, slow
from pushcfg.engine.ends import BLOCKED, End
from pushcfg.engine.failed import told
from pushcfg.engine.gates import Gates
from pushcfg.engine.handlers import flush
from pushcfg.engine.hosts import HostState
from pushcfg.engine.includes import Includes
from pushcfg.engine.lockstep import Lockstep
from pushcfg.engine.notified import handlers_of, notify
from pushcfg.engine.once import Once
from pushcfg.engine.routes import Routes
from pushcfg.engine.variables import Variables
from pushcfg.engine.verdict import decide
from pushcfg.engine.walk import Walk
from pushcfg.engine.work import Work
from pushcfg.errors import InventoryError
from pushcfg.events import Event, TaskEnded, TaskStarted, Warned
from pushcfg.fitting import short
from pushcfg.graph import PlayGraph, Vertex
from pushcfg.model import Status
from pushcfg.playbook import Play, Task
from pushcfg.render import Renderer

if TYPE_CHECKING:
    from pushcfg.engine.run import Run


class PlayRun:
    """The batch that is under way. Walks ask it for scopes, sessions and decisions."""

    def __init__(
        self, run: Run, play: Play, graph: PlayGraph, hosts: list[HostState], selected: set[int],
        share_that_may_fail: float | None = None,
    ) -> None:  # fmt: skip
        self.run = run
        self.tell: Callable[[Event], None] = run.tell
        # In per cent of the hosts.
        self.share_that_may_fail = share_that_may_fail
        self.play = play
        self.graph = graph
        self.options = run.options
        self.renderer: Renderer = run.renderer
        self.selected = selected
        self.hosts = hosts
        self.batch = [state.name for state in hosts]
        self.walks: dict[str, Walk] = {}
        self.slots = run.slots
        self.gates = Gates(lambda: decide(self))
        self.variables = Variables(self)
        self.routes = Routes(self)
        self.throttles: dict[int, asyncio.Semaphore] = {}
        self.once = Once(self)
        self.locksteps: dict[int, Lockstep] = {}
        # The hosts that have failed or were lost in this play.
        self.gone: set[str] = set()
        self.includes = Includes(self)
        self.rescuing_blocks: set[int] = set()
        self.note_rescues(graph.vertices)
        fatal = any(task.any_errors_fatal for task in play.tasks())
        # Where all may fail, nothing has to be counted before a task begins.
        counted = share_that_may_fail is not None and share_that_may_fail < 100
        self.linear = play.strategy == "linear" or bool(fatal) or counted

    def note_rescues(self, vertices: Iterable[Vertex]) -> None:
        """Note which blocks have a rescue: one whose tasks are all left out by --tags rescues nothing."""
        self.rescuing_blocks.update(
            block.number for vertex in vertices for block, part in vertex.path
            if part == "rescue" and vertex.task is not None and vertex.number in self.selected
        )  # fmt: skip

    async def go(self) -> None:
        """Walk all hosts of the batch to the end of the play."""
        for state in self.hosts:
            state.gathering = []
            state.roles = ()
            state.files = self.run.var_files.of(self.play, state)
            self.walks[state.name] = Walk(self, state, self.run.magic.of(self.play, self.batch, state.name))
        self.gates.walks = list(self.walks.values())
        self.left()
        try:
            async with asyncio.TaskGroup() as group:
                for walk in self.walks.values():
                    group.create_task(walk.walk())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        decide(self)
        for walk in self.walks.values():
            promises.settle(walk)

    def hosts_on(self, pattern: str, vertex: Vertex) -> list[str]:
        """The hosts that `needs: on` means: those of this batch, and those of the play that have failed before."""
        hosts = self.run.hosts_of[self.play]
        try:
            chosen = set(self.run.inventory.select(pattern))
        except InventoryError as error:
            raise InventoryError(error.message, vertex.position, error.hint) from None
        if self.options.limit is None and chosen.isdisjoint(hosts):
            raise InventoryError(f"needs a task on {pattern!r}, and no host of this play is one of them",
                                 vertex.position, "name hosts of this play")
        return [host for host in hosts if host in chosen and (host in self.walks or not self.run.state(host).active)]

    # --- gates ---

    def is_gate(self, vertex: Vertex) -> bool:
        """Whether hosts wait for one another before this vertex."""
        if vertex.flush and any(handler.task is not None and handler.task.run_once for handler in handlers_of(self)):
            return True
        return self.linear or (vertex.task is not None and vertex.task.gathers_hosts)

    def lockstep(self, vertex: Vertex) -> Lockstep | None:
        """What keeps the hosts of a flush together; None where each goes at its own pace."""
        if vertex.number not in self.gates.came:
            return None
        return self.locksteps.setdefault(vertex.number, Lockstep(self.gates.came[vertex.number]))

    def throttle(self, vertex: int, count: int) -> asyncio.Semaphore:
        """At most so many hosts at a task."""
        return self.throttles.setdefault(vertex, asyncio.Semaphore(count))

    # --- slow tasks, handlers, statements about the run itself ---

    async def slow(self, work: Work) -> None:
        """See slow.slow."""
        await slow.slow(self, work)

    async def flush(self, walk: Walk, vertex: Vertex) -> None:
        """Run the handlers that were notified on this host, and end the flush."""
        await flush(self, walk, vertex)

    def started(self, walk: Walk, number: int, task: Task) -> None:
        """A host is at a task."""
        name = task.label
        if task.is_named_by_template:
            name = self.renderer.name(task, walk.scope_of(self.graph.vertex(number)))
        self.run.in_flight[(walk.host, number)] = (walk.host, name)
        self.tell(TaskStarted(walk.host, name, task.position))

    def ended(self, walk: Walk, vertex: Vertex, end: End) -> None:
        """A vertex has ended: note whom it notifies; tell if it was blocked."""
        task = vertex.task
        self.run.in_flight.pop((walk.host, vertex.number), None)
        if end.bad and not walk.state.active and walk.host not in self.gone:
            self.gone.add(walk.host)
            self.left()
        if task is None:
            return
        if task.gathers_hosts:
            self.once.leave(walk, vertex.number)
        if task.notify and end.status in (Status.CHANGED, Status.UNKNOWN):
            notify(self, walk, vertex, end)
        if end.status is BLOCKED and not walk.stopped:
            self.tell(TaskEnded(walk.host, task.label, short(task.action), Status.BLOCKED, end.message,
                                position=task.position))

    def left(self) -> None:
        """Tell all hosts of the batch which of them, and of the play, have not failed by now."""
        names = self.run.magic.of_play(self.play, self.hosts)
        for walk in self.walks.values():
            walk.magic.values.update(names)
        self.variables.forget()

    def rescuing(self, walk: Walk, vertex: Vertex, end: End) -> None:
        """Something has failed for which there is a rescue: whatever comes behind it can read what."""
        if vertex.task is not None:
            self.variables.bring(walk, "ansible_failed_result", end.registered or {})
            self.variables.bring(walk, "ansible_failed_task", told(self.renderer, vertex.task, walk.scope_of(vertex)))

    def rescued(self, walk: Walk, count: int) -> None:
        """So many failures were dealt with."""
        for _ in range(count):
            self.run.summary.rescued(walk.host)

    def retrying(self, work: Work, attempt: int, retries: int) -> None:
        """An attempt was not the last."""
        if self.options.verbosity:
            left = retries - attempt + 1
            self.tell(Warned(f"{work.walk.host}: {work.task.label!r} is tried again ({left} left)",
                             work.task.position))

    def crash(self, error: BaseException | None) -> None:
        """Something that nobody expected: the run must not go on as if nothing were."""
        self.run.crash(error)
