"""Where the tasks of a play are sent: to their host's runners, or to those of the host that they are delegated to."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from pushcfg.engine.targets import VARIABLES
from pushcfg.errors import PlaybookError
from pushcfg.playbook import Task
from pushcfg.render import Prepared
from pushcfg.session import Session
from pushcfg.template.everything import Elsewhere
from pushcfg.template.scope import OMIT, Names, OfScope, Scope

if TYPE_CHECKING:
    from pushcfg.engine.links import Link
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk


class Routes:
    """The links that tasks of one batch have asked for, by host and by what the task says about its connection."""

    def __init__(self, run: PlayRun) -> None:
        self.run = run
        self.links: dict[tuple[Any, ...], Link] = {}
        # The last scope of each host in which nothing about its connection varies.
        self.seen: dict[str, Scope] = {}

    def delegate(self, task: Task, scope: Scope) -> str:
        """The host that a task is handed to; "" where it stays."""
        if not task.delegate_to:
            return ""
        host = self.run.renderer.value(task.delegate_to, scope, task.position, "delegate_to")
        if host is None or host == "":
            raise PlaybookError(f"task {task.label!r}: delegate_to is empty", task.position,
                                "name a host, or leave it out with default(omit)")
        return "" if host is OMIT else str(host)

    def session(self, walk: Walk, task: Task, scope: Scope, prepared: Prepared) -> Session:
        """The runner that a task goes to."""
        session = self.link_for(walk, task, scope).session(prepared.becoming)
        self.run.run.connections.supply(session, prepared.message["module"])
        return session

    def link_for(self, walk: Walk, task: Task, scope: Scope) -> Link:
        """The link to the host that a task goes to."""
        other = (self.delegate(task, scope) if task.delegate_to else "") or walk.host
        key = (other, task.connection, task.remote_user, task.port)
        link = self.links.get(key)
        if link is None or self.varies(walk, task, scope):
            link = self.links[key] = self.link(walk, task, scope, other)
        return link

    def link(self, walk: Walk, task: Task, scope: Scope, other: str) -> Link:
        """The link that the variables say as this task sees them."""
        values = {"connection": task.connection, "remote_user": task.remote_user, "port": task.port}
        rendered = {name: self.run.renderer.value(value, scope, task.position, name)
                    for name, value in values.items()}
        keywords = {name: None if value is OMIT else value for name, value in rendered.items()}
        if other == walk.host:
            return self.run.run.connections.link(other, scope, keywords)
        return self.link_of(other, keywords, task, self.of_loop(walk, scope))

    def varies(self, walk: Walk, task: Task, scope: Scope) -> bool:
        """Whether what a task reads about its connection may differ from what the task before it has read."""
        if scope.nearest is not None and scope is self.seen.get(walk.host):
            return False
        near = (walk.state.made, walk.state.included, *chain(*task.layers), *self.of_loop(walk, scope))
        if any(not VARIABLES.isdisjoint(layer.values) for layer in near):
            return True
        if any(not VARIABLES.isdisjoint(layer.templated) for layer in scope.layers):
            return True
        self.seen[walk.host] = scope
        return False

    def of_loop(self, walk: Walk, scope: Scope) -> tuple[Names, ...]:
        """The layers that the turn of a loop has put before those of the host."""
        return scope.layers[: scope.strong - self.run.variables.scope(walk).strong]

    def keywords(self) -> dict[str, Any]:
        """The play's keywords about connections."""
        keywords = dict(self.run.play.keywords)
        return {**keywords, "remote_user": keywords.get("remote_user") or keywords.get("user")}

    def link_of(self, host: str, keywords: dict[str, Any], task: Task, near: tuple[Names, ...]) -> Link:
        """The link to a host that a task is delegated to; one that the inventory does not have is taken by its name."""
        name, scope = self.other_scope(host, task, near)
        inventory = self.run.run.inventory
        implicit = name not in inventory.hosts and inventory.local_name(name) is not None
        return self.run.run.connections.link(name, scope, {} if implicit else keywords)

    def other_scope(self, host: str, task: Task, near: tuple[Names, ...]) -> tuple[str, Scope]:
        """The name of a host that a task is delegated to, and the scope that the task would have there."""
        local = self.run.run.inventory.local_name(host)
        name = host if host in self.run.run.inventory.hosts else local or host
        state = self.run.run.state(name)
        scope = self.run.variables.host_scope(state, self.run.run.magic.of(self.run.play, self.run.batch, name))
        return name, scope.of_task(task.layers).inner(*near)

    def delegated(self, walk: Walk, task: Task) -> Names:
        """`ansible_delegated_vars`: the variables of the host that a task is delegated to, by its name."""

        def make(scope: Scope) -> dict[str, Elsewhere]:
            host = self.delegate(task, scope)
            here = Names({"inventory_hostname": walk.host}, data=True)
            return {host: Elsewhere(self.other_scope(host, task, (here,))[1], scope)} if host else {}

        return Names({"ansible_delegated_vars": OfScope(make)})
