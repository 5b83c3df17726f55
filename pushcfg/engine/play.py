"""One play on one batch of hosts: the walks, and what they share."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from pushcfg.engine import slow, variables
from pushcfg.engine.ends import End
from pushcfg.engine.gates import Gates
from pushcfg.engine.handlers import flush, notify
from pushcfg.engine.hosts import HostState, HostVars, scope_of
from pushcfg.engine.once import Once
from pushcfg.engine.walk import Walk
from pushcfg.engine.work import Work
from pushcfg.errors import InventoryError
from pushcfg.events import Event, TaskEnded, TaskStarted, Warned
from pushcfg.graph import PlayGraph, Vertex
from pushcfg.graph.data import brought
from pushcfg.model import Status
from pushcfg.playbook import Play, Task
from pushcfg.promise import Promise
from pushcfg.render import Prepared, Renderer
from pushcfg.session import Session
from pushcfg.template.scope import Names, Scope

if TYPE_CHECKING:
    from pushcfg.engine.connections import Link
    from pushcfg.engine.run import Run


class PlayRun:
    """The batch that is under way. Walks ask it for scopes, sessions and decisions."""

    def __init__(self, run: Run, play: Play, graph: PlayGraph, hosts: list[HostState], selected: set[int]) -> None:
        self.run = run
        self.play = play
        self.graph = graph
        self.options = run.options
        self.renderer: Renderer = run.renderer
        self.selected = selected
        self.hosts = hosts
        self.walks: dict[str, Walk] = {}
        self.slots = run.slots
        self.gates = Gates(self.decide)
        self.scopes: dict[str, Scope] = {}
        # As other hosts see them: without what the play says.
        self.outer_scopes: dict[str, Scope] = {}
        self.throttles: dict[int, asyncio.Semaphore] = {}
        self.once = Once(self)
        # The hosts that have failed or were lost in this play.
        self.gone: set[str] = set()
        self.links: dict[tuple[Any, ...], Link] = {}
        # The vertex that is being rendered, for whatever looks at other hosts meanwhile.
        self.reading: ContextVar[int] = ContextVar("reading", default=-1)
        # Which tasks bring a name, for other hosts that read it through hostvars.
        self.brings: dict[str, list[int]] = {}
        for vertex in graph.vertices:
            if not vertex.handler:
                for name in brought(vertex.task):
                    self.brings.setdefault(name, []).append(vertex.number)
        # A rescue whose tasks are all left out by --tags rescues nothing.
        self.rescuing_blocks = {block.number for vertex in graph.vertices for block, part in vertex.path
                                if part == "rescue" and vertex.task is not None and vertex.number in selected}
        fatal = any(task.any_errors_fatal for task in play.tasks())
        self.linear = play.strategy == "linear" or bool(fatal) or play.max_fail_percentage is not None

    async def go(self) -> None:
        """Walk all hosts of the batch to the end of the play."""
        for state in self.hosts:
            state.gathering = None
            state.files = self.run.vars_files(self.play, state)
            self.walks[state.name] = Walk(self, state, self.run.magic(self.play, self.hosts, state.name))
        self.gates.walks = list(self.walks.values())
        self.left()
        try:
            async with asyncio.TaskGroup() as group:
                for walk in self.walks.values():
                    group.create_task(walk.walk())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        self.decide()
        for walk in self.walks.values():
            variables.settle(walk)

    # --- variables ---

    def scope(self, walk: Walk) -> Scope:
        """The scope of a walk's host; a fresh one after anything in it has changed."""
        scope = self.scopes.get(walk.host)
        if scope is None:
            scope = self.host_scope(walk.state, walk.magic, walk)
            self.scopes[walk.host] = scope
        return scope

    def outer_scope(self, host: str) -> Scope:
        """The scope of any host of the inventory, as other hosts see it."""
        if host not in self.outer_scopes:
            walk = self.walks.get(host)
            magic = walk.magic if walk is not None else self.run.magic(self.play, self.hosts, host)
            state = self.run.state(host)
            hostvars = Names({"hostvars": HostVars(self, None)}, data=True)
            layers = (hostvars, magic, self.run.extra, state.made, state.facts, state.given)
            self.outer_scopes[host] = Scope(layers, self.renderer.templar.variable, state.late)
        return self.outer_scopes[host]

    def host_scope(self, state: HostState, magic: Names, reader: Walk | None = None) -> Scope:
        """A new scope of a host in this play; `reader` is whose walk looks at other hosts through it."""
        hostvars = Names({"hostvars": HostVars(self, reader)}, data=True)
        scope = scope_of(state, magic, (self.play.variables,), self.run.extra, self.renderer.templar.variable)
        return scope.inner(hostvars)

    def changed(self, walk: Walk) -> None:
        """Variables of a host are not what they were."""
        self.scopes.pop(walk.host, None)
        self.outer_scopes.pop(walk.host, None)

    def bring(self, walk: Walk, name: str, value: Any) -> None:
        """Give a host a variable that a task made."""
        walk.state.made.set(name, value)
        self.changed(walk)

    def keep(self, walk: Walk, task: Task | None, end: End, number: int = -1) -> None:
        """Keep what a task has brought: its result, facts, variables."""
        if end.facts is not None:
            if task is None or task.action == "set_fact":
                for name, value in end.facts.items():
                    walk.state.made.set(name, value)
            else:
                walk.state.learn(end.facts)
            self.changed(walk)
        elif task is not None and task.action == "setup" and walk.state.gathering == number:
            walk.state.no_facts()
            self.changed(walk)
        if task is not None and task.register is not None and end.registered is not None:
            variables.keep(walk, number, task.register, end.registered)
            self.changed(walk)

    def promise(self, walk: Walk, number: int, name: str) -> None:
        """A task will bring this variable."""
        variables.promise(walk, number, name)
        self.changed(walk)

    def take_back(self, walk: Walk, number: int) -> None:
        """What a task has promised will never come, since it is blocked."""
        if variables.take_back(walk, number):
            self.changed(walk)

    def awaited(self, reader: Walk | None, host: str, name: str) -> Promise | None:
        """A promise for a variable that a task above the one that reads is still to bring on another host.

        Of tasks below nothing is waited for: two hosts could wait for each other then.
        """
        walk = self.walks.get(host)
        if walk is None or reader is None or walk.over or walk is reader:
            return None
        here = reader.rank.get(self.reading.get(), 0)
        gathers = [vertex.number for vertex in self.graph.vertices if vertex.task is self.play.gather]
        facts = gathers if name == "ansible_facts" or name.startswith("ansible_") else []
        for number in [*facts, *self.brings.get(name, ())]:
            if reader.rank[number] < here and number not in walk.ended and number in self.selected:
                return Promise(name, number, host)
        return None

    # --- where tasks are sent ---

    def delegate(self, task: Task, scope: Scope) -> str:
        """The host that a task is handed to; "" where it stays."""
        if task.delegate_to is None:
            return ""
        return str(self.renderer.value(task.delegate_to, scope, task.position, "delegate_to"))

    def session(self, walk: Walk, task: Task, scope: Scope, prepared: Prepared) -> Session:
        """The runner that a task goes to."""
        other = self.delegate(task, scope) or walk.host
        key = (other, task.connection, task.remote_user, task.port)
        if key not in self.links:
            keywords = {"connection": task.connection, "remote_user": task.remote_user, "port": task.port}
            for name, value in keywords.items():
                keywords[name] = self.renderer.value(value, scope, task.position, name)
            if other == walk.host:
                self.links[key] = self.run.connections.link(other, self.scope(walk), keywords)
            else:
                self.links[key] = self.run.link_of(other, self, keywords)
        return self.links[key].session(prepared.user, prepared.become_flags)

    def keywords(self) -> dict[str, Any]:
        """The play's keywords about connections."""
        keywords = dict(self.play.keywords)
        return {**keywords, "remote_user": keywords.get("remote_user") or keywords.get("user")}

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
        return self.linear or (vertex.task is not None and bool(vertex.task.run_once))

    def decide(self) -> None:
        """Before a gate opens: do failures end the play for everybody?"""
        bad = [state for state in self.hosts if not state.active]
        if not bad or not self.linear:
            return
        limit = self.play.max_fail_percentage
        fatal = any(not walk.state.active and self.was_fatal(walk) for walk in self.walks.values())
        if fatal:
            self.stop("any_errors_fatal: a task has failed")
        elif limit is not None and 100 * len(bad) / len(self.hosts) > float(limit):
            self.stop(f"max_fail_percentage: {len(bad)} of {len(self.hosts)} hosts have failed")

    def was_fatal(self, walk: Walk) -> bool:
        """Whether a task that failed on this host was any_errors_fatal."""
        for number, end in walk.ended.items():
            task = self.graph.vertex(number).task
            lost = end.status is Status.UNREACHABLE
            if task is not None and task.any_errors_fatal and (lost or end.status is Status.FAILED) and end.bad:
                return True
        return False

    def stop(self, reason: str) -> None:
        """End the play on every host of the batch, and the playbook behind it."""
        if not self.run.aborted:
            self.tell(Warned(f"the play ends here, {reason}", self.play.position))
        self.run.aborted = True
        for walk in self.walks.values():
            walk.stopped = True

    def throttle(self, vertex: int, count: int) -> asyncio.Semaphore:
        """At most so many hosts at a task."""
        return self.throttles.setdefault(vertex, asyncio.Semaphore(count))

    def reads(self, work: Work) -> None:
        """A task is being rendered from here on; a handler counts as the flush that it runs in."""
        self.reading.set(work.walk.flushing if work.vertex.handler else work.number)

    # --- slow tasks, handlers, statements about the run itself ---

    async def slow(self, work: Work) -> None:
        """See slow.slow."""
        await slow.slow(self, work)

    async def flush(self, walk: Walk, vertex: Vertex) -> None:
        """Run the handlers that were notified on this host, and end the flush."""
        await flush(self, walk, vertex)

    def started(self, walk: Walk, number: int, task: Task) -> None:
        """A host is at a task."""
        scope = self.scope(walk).of_task(*task.variables)
        name = self.renderer.name(task, scope)
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
        if task.run_once:
            self.once.leave(walk, vertex.number)
        if task.notify and end.status in (Status.CHANGED, Status.UNKNOWN):
            notify(self, walk, vertex, end)
        if end.status is Status.BLOCKED and not walk.stopped:
            self.tell(TaskEnded(walk.host, task.label, task.action, Status.BLOCKED, end.message,
                                position=task.position))

    def left(self) -> None:
        """Tell all hosts of the batch which of them, and of the play, have not failed by now."""
        names = self.run.play_names(self.play, self.hosts)
        for walk in self.walks.values():
            walk.magic.values.update(names)
        self.scopes.clear()
        self.outer_scopes.clear()

    def rescuing(self, walk: Walk, end: End) -> None:
        """A rescue begins: its tasks can read what has failed."""
        number = next((n for n, known in walk.ended.items() if known is end), None)
        task = self.graph.vertex(number).task if number is not None else None
        self.bring(walk, "ansible_failed_result", end.registered or {})
        if task is not None:
            self.bring(walk, "ansible_failed_task", {"name": task.name, "action": task.action})

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

    def tell(self, event: Event) -> None:
        """Pass an event on."""
        self.run.tell(event)

    def crash(self, error: BaseException | None) -> None:
        """Something that nobody expected: the run must not go on as if nothing were."""
        self.run.crash(error)
