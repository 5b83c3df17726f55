"""The variables of a play's hosts: scopes to render in, and what tasks bring to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from pushcfg import actions
from pushcfg.engine import promises
from pushcfg.engine.ends import End
from pushcfg.engine.hosts import HostState, HostVars, scope_of
from pushcfg.engine.targets import unsaid
from pushcfg.graph import Segment, Vertex
from pushcfg.graph.data import brought, brought_elsewhere, words
from pushcfg.playbook import Task
from pushcfg.promise import Promise
from pushcfg.template.scope import Names, Scope

if TYPE_CHECKING:
    from pushcfg.engine.loops import Item
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk
    from pushcfg.engine.work import Work


class Variables:
    """What walks read and bring, for one batch."""

    def __init__(self, run: PlayRun) -> None:
        self.run = run
        self.unsaid = unsaid(run.run.options, dict(run.play.keywords))
        self.scopes: dict[str, Scope] = {}
        # As other hosts see them: without what the play says.
        self.outer_scopes: dict[str, Scope] = {}
        # The vertex that is being rendered, for whatever looks at other hosts meanwhile.
        self.reading: ContextVar[int] = ContextVar("reading", default=-1)
        # Which tasks bring a name, for other hosts that read it through hostvars.
        self.brings: dict[str, list[int]] = {}
        # The same for those that any host may be given by another.
        self.handed: dict[str, list[int]] = {}
        # Whether tasks may bring names that nobody knows yet, and facts beside those that the play begins with.
        self.any_name = self.gathers = False
        self.note(vertex for vertex in run.graph.vertices if not vertex.handler)

    def scope(self, walk: Walk) -> Scope:
        """The scope of a walk's host; a fresh one after anything in it has changed."""
        scope = self.scopes.get(walk.host)
        if scope is None:
            scope = self.scopes[walk.host] = self.host_scope(walk.state, walk.magic, walk).steady()
        return scope

    def outer_scope(self, host: str) -> Scope:
        """The scope of any host of the inventory, as other hosts see it."""
        if host not in self.outer_scopes:
            magic = self.run.run.magic.outside(host)
            state = self.run.run.state(host)
            hostvars = Names({"hostvars": HostVars(self.run, None)}, data=True)
            layers = (hostvars, magic, self.run.run.extra, state.made, state.included, state.facts, state.given)
            self.outer_scopes[host] = Scope(layers, self.run.renderer.templar.variable, state.late)
        return self.outer_scopes[host]

    def host_scope(self, state: HostState, magic: Names, reader: Walk | None = None) -> Scope:
        """A new scope of a host in this play; `reader` is whose walk looks at other hosts through it."""
        hostvars = Names({"hostvars": HostVars(self.run, reader)}, data=True)
        run = self.run
        scope = scope_of(state, magic, run.play, run.run.extra, run.renderer.templar.variable,
                         self.unsaid)
        return scope.inner(hostvars)

    def changed(self, walk: Walk) -> None:
        """Variables of a host are not what they were."""
        self.drop(walk.host)

    def drop(self, host: str) -> None:
        """The scopes of a host are made anew; whoever still holds the old ones finds nothing kept in them."""
        old = self.scopes.pop(host, None)
        if old is not None:
            old.forget()
        self.outer_scopes.pop(host, None)

    def bring(self, walk: Walk, name: str, value: Any) -> None:
        """Give a host a variable that a task made."""
        walk.state.made.set(name, value)
        self.changed(walk)

    def keep_facts(self, walk: Walk, task: Task, facts: Mapping[str, Any], number: int) -> None:
        """Keep variables, each where its kind of task puts them."""
        layer = {"set_fact": walk.state.made, "include_vars": walk.state.included}.get(task.action)
        if layer is None:
            walk.state.learn(facts, number)
        else:
            for name, value in facts.items():
                layer.set(name, value)
        self.changed(walk)

    def keep(self, walk: Walk, task: Task, end: End, number: int) -> None:
        """Keep what a task has brought: its result, facts, variables."""
        if end.facts is not None:
            self.keep_facts(walk, task, end.facts, number)
        elif number in walk.state.gathering:
            walk.state.no_facts(number)
            self.changed(walk)
        if task.register is not None and end.registered is not None:
            promises.keep(walk, number, task.register, end.registered)
            self.changed(walk)

    def hand_over(self, work: Work, item: Item) -> None:
        """Give facts that an item has brought to the host that it is delegated to, where the task says so."""
        task, end = work.task, item.end
        if end is None or end.facts is None or not task.delegates_facts:
            return
        if not work.renderer.boolean(task.delegate_facts, item.scope, task.position, "delegate_facts"):
            return
        name = self.run.routes.delegate(task, item.scope)
        host = name if name in self.run.run.inventory.hosts else self.run.run.inventory.local_name(name) or name
        state = self.run.run.state(host)
        if task.action == "set_fact":
            for fact, value in end.facts.items():
                state.made.set(fact, value)
        else:
            state.learn(end.facts, -1)  # no vertex of its own is gathering there
        end.facts = None
        self.drop(host)

    def promise(self, walk: Walk, number: int, name: str) -> None:
        """A task will bring this variable."""
        promises.promise(walk, number, name)
        self.changed(walk)

    def unforeseen(self, walk: Walk, task: Task, unmade: Promise) -> None:
        """A file that a check lacks might have brought variables: from here on any name may be one of them."""
        if task.action == "include_vars":
            walk.state.unmade = unmade
            self.changed(walk)

    def take_back(self, walk: Walk, number: int) -> None:
        """What a task has promised will never come, since it is blocked."""
        if promises.take_back(walk, number):
            self.changed(walk)

    def awaited(self, reader: Walk | None, host: str, name: str) -> Promise | None:
        """A promise for a variable that a task above the one that reads is still to bring on another host.

        Of tasks below nothing is waited for: two hosts could wait for each other then.
        """
        walk = self.run.walks.get(host)
        graph, reading = self.run.graph, self.reading.get()
        here = graph.vertex(reading).rank if reading >= 0 else ()
        if self.handed and reader is not None and (promise := self.handed_over(reader, name, here)) is not None:
            return promise
        if walk is None or reader is None or walk.over or walk is reader:
            return None
        gathers = [vertex.number for vertex in graph.vertices if vertex.task is self.run.play.gather]
        facts = gathers if name == "ansible_facts" or name.startswith("ansible_") else []
        for number in [*facts, *self.brings.get(name, ())]:
            if graph.vertex(number).rank < here and walk.comes(number) and number in self.run.selected:
                return Promise(name, number, host)
        if name not in self.outer_scope(host):
            for include in graph.includes:
                (closing,) = graph.behind[include.number]
                if include.rank < here and walk.comes(closing):
                    return Promise(name, closing, host, certain=False)
        return None

    def handed_over(self, reader: Walk, name: str, here: tuple[int, ...]) -> Promise | None:
        """A promise for a variable that a task above may give to any host."""
        kind = "ansible_facts" if name.startswith("ansible_") else ""
        for number in {*self.handed.get(name, ()), *self.handed.get(kind, ())}:
            if self.run.graph.vertex(number).rank < here and number in self.run.selected:
                for other in self.run.walks.values():
                    if other is not reader and not other.over and other.comes(number):
                        return Promise(name, number, other.host, certain=False)
        return None

    def added(self, segment: Segment) -> None:
        """An include has brought tasks, which may bring names."""
        self.note(segment.vertices)

    def note(self, vertices: Iterable[Vertex]) -> None:
        """Note which names these will bring, and to whom."""
        for vertex in vertices:
            if vertex.task is not None:
                self.any_name = self.any_name or vertex.task.handed is not None or vertex.task.action == "include_vars"
                self.gathers = self.gathers or (
                    vertex.task.action in actions.GATHERING and vertex.task is not self.run.play.gather)
            for name in brought(vertex.task):
                self.brings.setdefault(name, []).append(vertex.number)
            for name in brought_elsewhere(vertex.task):
                self.handed.setdefault(name, []).append(vertex.number)

    def may_change(self, scope: Scope, names: set[str]) -> bool:
        """Whether tasks of this play may give another value to one of these names, or to what they are made of."""
        seen: set[str] = set()
        while names := names - seen:
            name = names.pop()
            seen.add(name)
            layer = scope.layer(name)
            if name in self.brings or name in self.handed or (layer is not None and self.any_name):
                return True
            if self.gathers and actions.is_fact(name):
                return True
            if layer is not None and name in layer.templated:
                names.update(words(layer.values[name]))
        return False

    def reads(self, work: Work) -> None:
        """A task is being rendered from here on; a handler counts as the flush that it runs in."""
        self.reading.set(work.walk.flushing if work.vertex.handler else work.number)

    def forget(self) -> None:
        """Every scope is made anew: what all hosts see has changed."""
        for host in list(self.scopes):
            self.drop(host)
        self.outer_scopes.clear()
