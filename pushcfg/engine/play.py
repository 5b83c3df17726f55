"""One play on one batch of hosts: the walks, and what they share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pushcfg.engine import slow
from pushcfg.engine.ends import End, item_label
from pushcfg.engine.gates import Gates
from pushcfg.engine.handlers import flush, notify
from pushcfg.engine.hosts import HostState, HostVariables, scope_of
from pushcfg.engine.walk import Walk
from pushcfg.engine.work import Item, Work
from pushcfg.errors import ConnectError, HostError, InventoryError
from pushcfg.events import Event, TaskEnded, Warned
from pushcfg.graph import PlayGraph, Vertex
from pushcfg.graph.data import brought
from pushcfg.model import Status
from pushcfg.playbook import Block, Play, Task
from pushcfg.promise import Promise
from pushcfg.render import Prepared, Renderer
from pushcfg.session import Outcome, Session
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
        self.throttles: dict[int, asyncio.Semaphore] = {}
        self.once: dict[int, asyncio.Future[tuple[End, list[Item] | None]]] = {}
        self.leaders: dict[int, str] = {}
        self.links: dict[tuple[Any, ...], Link] = {}
        # Which tasks bring a name, for other hosts that read it through hostvars.
        self.brings: dict[str, list[int]] = {}
        for vertex in graph.vertices:
            if not vertex.handler:
                for name in brought(vertex.task):
                    self.brings.setdefault(name, []).append(vertex.number)
        fatal = any(task.any_errors_fatal for task in play.tasks())
        self.linear = play.strategy == "linear" or bool(fatal) or play.max_fail_percentage is not None

    async def go(self) -> None:
        """Walk all hosts of the batch to the end of the play."""
        for state in self.hosts:
            state.gathering = None
            state.files = self.run.vars_files(self.play, state)
            self.walks[state.name] = Walk(self, state, self.run.magic(self.play, self.hosts, state.name))
        self.gates.walks = list(self.walks.values())
        try:
            async with asyncio.TaskGroup() as group:
                for walk in self.walks.values():
                    group.create_task(walk.walk())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None

    # --- variables ---

    def scope(self, walk: Walk) -> Scope:
        """The scope of a walk's host; a fresh one after anything in it has changed."""
        scope = self.scopes.get(walk.host)
        if scope is None:
            scope = self.host_scope(walk.state, walk.magic)
            self.scopes[walk.host] = scope
        return scope

    def host_scope(self, state: HostState, magic: Names) -> Scope:
        """A new scope of a host in this play."""
        hostvars = Names({"hostvars": HostVars(self)}, data=True)
        scope = scope_of(state, magic, (self.play.variables,), self.run.extra, self.renderer.templar.variable)
        return scope.inner(hostvars)

    def changed(self, walk: Walk) -> None:
        """Variables of a host are not what they were."""
        self.scopes.pop(walk.host, None)

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
            self.bring(walk, task.register, end.registered)

    def awaited(self, reader: Walk | None, host: str, name: str) -> Promise | None:
        """A promise for a variable that an earlier task of this play is still to bring on another host."""
        walk = self.walks.get(host)
        if walk is None or walk.over or walk is reader:
            return None
        gathers = [vertex.number for vertex in self.graph.vertices if vertex.task is self.play.gather]
        facts = gathers if name == "ansible_facts" or name.startswith("ansible_") else []
        for number in [*facts, *self.brings.get(name, ())]:
            if number not in walk.ended and number in self.selected:
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
        """The hosts of this batch that `needs: on` means."""
        try:
            chosen = set(self.run.inventory.select(pattern))
        except InventoryError as error:
            raise InventoryError(error.message, vertex.position, error.hint) from None
        return [host for host in self.walks if host in chosen]

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
        fatal = any(walk.state.failed and self.was_fatal(walk) for walk in self.walks.values())
        if fatal:
            self.stop("any_errors_fatal: a task has failed")
        elif limit is not None and 100 * len(bad) / len(self.hosts) > float(limit):
            self.stop(f"max_fail_percentage: {len(bad)} of {len(self.hosts)} hosts have failed")

    def was_fatal(self, walk: Walk) -> bool:
        """Whether a task that failed on this host was any_errors_fatal."""
        for number, end in walk.ended.items():
            task = self.graph.vertex(number).task
            if task is not None and end.status is Status.FAILED and end.bad and task.any_errors_fatal:
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

    # --- run_once ---

    def leader(self, work: Work) -> str:
        """The host that does a run_once task: the first that is still active."""
        if work.number not in self.leaders:
            here = [walk.host for walk in self.walks.values() if not walk.over and walk.state.active]
            self.leaders[work.number] = here[0] if here else work.walk.host
            self.once[work.number] = asyncio.get_running_loop().create_future()
        return self.leaders[work.number]

    async def leading(self, work: Work) -> tuple[End, list[Item] | None]:
        """How the task has ended on the host that did it."""
        return await asyncio.shield(self.once[work.number])

    def lead(self, work: Work, end: End) -> None:
        """Tell the others how it has ended."""
        future = self.once.get(work.number)
        if future is not None and not future.done():
            future.set_result((end, work.items))

    # --- slow tasks, handlers, statements about the run itself ---

    async def slow(self, work: Work) -> None:
        """See slow.slow."""
        await slow.slow(self, work)

    async def flush(self, walk: Walk, vertex: Vertex) -> None:
        """Run the handlers that were notified on this host, and end the flush."""
        await flush(self, walk, vertex)

    def ended(self, walk: Walk, vertex: Vertex, end: End) -> None:
        """A vertex has ended: note whom it notifies; tell if it was blocked."""
        task = vertex.task
        if task is None:
            return
        if task.notify and end.status in (Status.CHANGED, Status.UNKNOWN):
            notify(self, walk, task, end)
        if end.status is Status.BLOCKED and not walk.stopped:
            self.tell(TaskEnded(walk.host, task.label, task.action, Status.BLOCKED, end.message,
                                position=task.position))

    def rescuing(self, walk: Walk, end: End) -> None:
        """A rescue begins: its tasks can read what has failed."""
        number = next((n for n, known in walk.ended.items() if known is end), None)
        task = self.graph.vertex(number).task if number is not None else None
        self.bring(walk, "ansible_failed_result", end.registered or {})
        if task is not None:
            self.bring(walk, "ansible_failed_task", {"name": task.label, "action": task.action})

    def rescued(self, walk: Walk, block: Block) -> None:
        """A failure was dealt with."""
        self.run.summary.rescued(walk.host)

    def retrying(self, work: Work, attempt: int, retries: int) -> None:
        """An attempt was not the last."""
        if self.options.verbosity:
            left = retries - attempt + 1
            self.tell(Warned(f"{work.walk.host}: {work.task.label!r} is tried again ({left} left)",
                             work.task.position))

    def meta(self, work: Work) -> Outcome:
        """A word to pushcfg itself."""
        word = str(next(iter(work.task.arguments.values())))
        walk = work.walk
        if word == "end_host":
            walk.stopped = True
        elif word in ("end_play", "end_batch"):
            for other in self.walks.values():
                other.stopped = True
            self.run.ended_play = word == "end_play"
        elif word == "clear_facts":
            walk.state.facts = Names({"ansible_facts": {}}, data=True)
            self.changed(walk)
        elif word == "clear_host_errors":
            for state in self.run.states.values():
                state.failed = state.lost = False
        elif word == "reset_connection":
            self.links.clear()
            self.run.connections.link(walk.host, self.scope(walk), self.keywords()).reset()
        return {"status": "ok", "result": {}}

    async def wait_for_connection(self, work: Work, item: Item) -> Outcome:
        """Try until the host can be worked on, or the time is up."""
        values = {name: float(value) for name, value in
                  self.renderer.arguments(work.task, item.scope).items()}
        loop = asyncio.get_running_loop()
        start = loop.time()
        await asyncio.sleep(values.get("delay", 0))
        link = self.run.connections.link(work.walk.host, self.scope(work.walk), self.keywords())
        if self.options.check:
            return await self.ping(link.session(None, None))
        while True:
            link.reset()
            outcome = await self.ping(link.session(None, None))
            elapsed = round(loop.time() - start, 1)
            if outcome["status"] == "ok":
                return {"status": "ok", "result": {"elapsed": int(elapsed)}}
            if elapsed > values.get("timeout", 600):
                told = f"timed out waiting for the host after {elapsed:g} s: {outcome['message']}"
                return {"status": "failed", "message": told, "result": {"elapsed": int(elapsed)}}
            await asyncio.sleep(values.get("sleep", 1))

    async def ping(self, session: Session) -> Outcome:
        """Whether a runner answers."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        task = {"label": "ping", "module": "ping", "params": {}, "after": [], "behind": [], "exclusive": [],
                "mode": "apply", "timeout": 60}  # fmt: skip
        session.submit(task, lambda outcome: None if future.done() else future.set_result(outcome))
        session.flush()
        return await future

    def tell(self, event: Event) -> None:
        """Pass an event on."""
        self.run.tell(event)

    def crash(self, error: BaseException | None) -> None:
        """Something that nobody expected: the run must not go on as if nothing were."""
        self.run.crash(error)


class HostVars(Mapping[str, HostVariables]):
    """The variable `hostvars`."""

    def __init__(self, play: PlayRun) -> None:
        self.play = play

    def __getitem__(self, host: str) -> HostVariables:
        play = self.play
        if host not in play.run.inventory.hosts:
            raise KeyError(host)
        state = play.run.state(host)
        scope = play.host_scope(state, play.run.magic(play.play, play.hosts, host))
        return HostVariables(scope, lambda name: play.awaited(None, host, name))

    def __iter__(self) -> Any:
        return iter(self.play.run.inventory.hosts)

    def __len__(self) -> int:
        return len(self.play.run.inventory.hosts)


__all__ = ["ConnectError", "HostError", "PlayRun", "item_label"]
