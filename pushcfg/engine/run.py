"""A run: plays one after the other, batch by batch, over one set of connections."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pushcfg import __version__, actions
from pushcfg.engine.batches import batches
from pushcfg.engine.connections import Connections, Link
from pushcfg.engine.handlers import check_names
from pushcfg.engine.hosts import HostState, Magic
from pushcfg.engine.options import Options
from pushcfg.engine.play import PlayRun
from pushcfg.engine.preflight import Preflight
from pushcfg.engine.selection import selections
from pushcfg.errors import InventoryError, PlaybookError, SourceError, TemplateError
from pushcfg.events import Event, HostSummary, Interrupted, PlayStarted, RunEnded, RunStarted, Warned
from pushcfg.graph import PlayGraph, build
from pushcfg.inventory import Inventory
from pushcfg.masking import Masker
from pushcfg.playbook import Play
from pushcfg.render import Contents, Renderer
from pushcfg.source import load
from pushcfg.summary import Summary
from pushcfg.template import Templar, templar
from pushcfg.template.failures import place
from pushcfg.template.scope import OMIT, Names, Scope

Tell = Callable[[Event], None]


class Run:
    """Everything that outlives a play: connections, host states, counts. `tell` gets every event, masked."""

    def __init__(
        self, plays: Sequence[Play], inventory: Inventory, options: Options, tell: Tell,
        playbook: Path, connections: Connections | None = None, secrets: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.plays = plays
        self.inventory = inventory
        self.options = options
        self.sink = tell
        self.playbook = playbook
        self.masker = Masker(secrets)
        self.templar: Templar = templar()
        self.contents = Contents()
        self.renderer = Renderer(self.templar, self.contents, (playbook.parent,), options.check, options.become,
                                 options.become_user)
        self.states: dict[str, HostState] = {}
        self.extra = Names(options.extra)
        self.summary = Summary()
        self.slots = asyncio.Semaphore(options.forks)
        self.graphs: dict[Play, PlayGraph] = {}
        self.selections: dict[Play, set[int]] = {}
        self.hosts_of: dict[Play, list[str]] = {}
        modules = {task.action for play in plays for task in play.tasks()} | {"setup", "ping"}
        self.modules = frozenset(modules)
        self.connections = connections or Connections(options, self.shipped(), self.contents.read, self.masker.add)
        self.warnings: list[Warned] = []
        self.var_files: dict[Path, dict[str, Any]] = {}
        # By host and vertex, what hosts are at.
        self.in_flight: dict[tuple[str, int], tuple[str, str]] = {}
        self.aborted = False
        self.ended_play = False
        self.failed: BaseException | None = None
        self.main: asyncio.Task[Any] | None = None

    def shipped(self) -> frozenset[str]:
        """The modules that hosts get; statements stay here."""
        return frozenset(name for name in self.modules if not actions.is_statement(name))

    # --- before any host is touched ---

    def prepare(self) -> list[str]:
        """Compile every play and look for everything that can be known to be wrong; returns the hosts."""
        hosts: dict[str, None] = {}
        for play in self.plays:
            self.hosts_of[play] = self.select(play)
            if not any(self.hosts_of.values()) and play is self.plays[-1]:
                self.select(play, insist=True)
            hosts.update(dict.fromkeys(self.hosts_of[play]))
            self.graphs[play] = build(play)
        self.selections = selections(self.graphs, self.options)
        Preflight(self).check()
        return list(hosts)

    def select(self, play: Play, insist: bool = False) -> list[str]:
        """The hosts of a play; InventoryError with its place if its pattern matches none.

        A limit may leave none of one play's hosts, unless the caller insists.
        """
        try:
            pattern = self.templar.render(play.hosts, Scope((self.extra, play.variables), self.templar.variable))
            everybody = self.inventory.select(pattern, self.options.limit if insist else None)
            if self.options.limit is None:
                return everybody
            return self.inventory.match(pattern, self.options.limit, self.warnings)
        except InventoryError as error:
            position = error.position or play.hosts_position
            raise InventoryError(error.message, position, error.hint) from None
        except TemplateError as error:
            raise place(error, play.hosts_position, "hosts") from None

    # --- the run ---

    async def go(self) -> tuple[HostSummary, ...]:
        """Run all plays; returns how each host fared. `prepare` comes first."""
        self.main = asyncio.current_task()
        started = time.monotonic()
        hosts = list(dict.fromkeys(host for play in self.plays for host in self.hosts_of[play]))
        self.tell(RunStarted(str(self.playbook), self.options.check, tuple(hosts)))
        for warning in dict.fromkeys(self.warnings):
            self.tell(warning)
        try:
            for play in self.plays:
                if not self.aborted:
                    await self.play(play)
            await self.connections.close(self.options.grace)
        except asyncio.CancelledError:
            await self.stop()
            if self.failed is not None:
                raise self.failed from None
            raise
        except BaseException:
            await self.connections.close(self.options.grace)
            raise
        finally:
            summaries = self.summary.hosts(hosts)
            if self.failed is None:
                self.tell(RunEnded(summaries, time.monotonic() - started, self.options.check))
        return summaries

    async def stop(self) -> None:
        """End what is under way on the hosts, within the grace."""
        if self.failed is None:
            self.tell(Interrupted(tuple(self.in_flight.values())))
        closing = asyncio.ensure_future(self.connections.close(self.options.grace))
        await asyncio.wait({closing}, timeout=self.options.grace + 0.5)

    async def play(self, play: Play) -> None:
        """One play, batch after batch; ends early if all hosts of a batch have failed."""
        names = [name for name in self.hosts_of[play] if self.state(name).active]
        if not names:
            return
        self.ended_play = False
        ordered = self.ordered(play, names)
        graph = self.graphs[play]
        sample = PlayRun(self, play, graph, [], self.selections[play])
        scope = sample.host_scope(self.state(ordered[0]), self.magic(play, [], ordered[0]))
        for batch in batches(play, ordered, self.templar, scope):
            states = [self.state(name) for name in batch]
            chosen = [graph.vertex(number) for number in self.selections[play]]
            count = sum(vertex.task is not None and not vertex.handler and not vertex.flush for vertex in chosen)
            self.tell(PlayStarted(play.name, tuple(batch), count, play.position))
            await PlayRun(self, play, graph, states, self.selections[play]).go()
            if self.aborted or self.ended_play or not any(state.active for state in states):
                self.aborted = self.aborted or not any(state.active for state in states)
                return

    def ordered(self, play: Play, hosts: list[str]) -> list[str]:
        """The hosts in the order that the play asks for."""
        if play.order.endswith("sorted"):
            hosts = sorted(hosts)
        return hosts[::-1] if play.order.startswith("reverse") else hosts

    # --- what plays ask for ---

    def state(self, host: str) -> HostState:
        """The state of a host, made when it is first asked for."""
        if host not in self.states:
            self.states[host] = HostState(host, self.inventory)
        return self.states[host]

    def magic(self, play: Play, hosts: Sequence[HostState], host: str) -> Names:
        """The magic variables of a host."""
        tags = list(self.options.tags)
        batch = [state.name for state in hosts]
        shared = {
            "groups": self.inventory.group_hosts(), "omit": OMIT, "playbook_dir": str(self.playbook.parent.absolute()),
            "ansible_check_mode": self.options.check, "ansible_diff_mode": self.options.diff,
            "ansible_verbosity": self.options.verbosity, "ansible_forks": self.options.forks,
            "ansible_play_hosts_all": self.hosts_of[play], "ansible_play_name": play.name,
            "ansible_run_tags": tags or ["all"], "ansible_skip_tags": list(self.options.skip_tags),
            "ansible_version": ANSIBLE, "pushcfg_version": __version__, "ansible_playbook_python": sys.executable,
            "ansible_search_path": [str(self.playbook.parent.absolute())], "ansible_play_role_names": [],
            "ansible_role_names": [], "ansible_dependent_role_names": [], "role_names": [],
            "ansible_play_hosts": self.hosts_of[play], "ansible_play_batch": batch, "play_hosts": batch,
            **self.inventory_place(host),
        }  # fmt: skip
        if self.options.limit is not None:
            shared["ansible_limit"] = self.options.limit
        return Magic(shared, self.inventory, host).names

    def play_names(self, play: Play, hosts: Sequence[HostState]) -> dict[str, Any]:
        """The magic variables about the hosts of a play and of its batch, of whom some may have failed by now."""
        batch = [state.name for state in hosts if state.active]
        left = [name for name in self.hosts_of[play] if self.state(name).active]
        return {"ansible_play_hosts": left, "ansible_play_batch": batch, "play_hosts": batch}

    def inventory_place(self, host: str) -> dict[str, str | None]:
        """The inventory file that names a host, and its folder; None for a host that none names."""
        source = getattr(self.inventory.host(host), "source", None)
        path = Path(source).absolute() if source else None
        return {"inventory_file": str(path) if path else None, "inventory_dir": str(path.parent) if path else None}

    def link_of(self, host: str, play: PlayRun, keywords: dict[str, Any]) -> Link:
        """The link to a host that a task is delegated to; one that the inventory does not have is taken by its name."""
        local = self.inventory.local_name(host)
        name = host if host in self.inventory.hosts else local or host
        state = self.state(name)
        scope = play.host_scope(state, self.magic(play.play, play.hosts, name), None)
        return self.connections.link(name, scope, keywords if name in self.inventory.hosts else {})

    def vars_files(self, play: Play, state: HostState) -> Names:
        """The variables of the play's files, for one host; SourceError or VariableError where they are wrong."""
        merged: dict[str, Any] = {}
        for entry in play.vars_files:
            merged.update(self.vars_file(play, state, entry.text, entry.position))
        return Names(merged)

    def vars_file(self, play: Play, state: HostState, entry: Any, position: Any) -> dict[str, Any]:
        """One file, or the first of several that is there."""
        scope = Scope((self.extra, play.variables, state.facts, state.given), self.templar.variable, state.late)
        choices = entry if isinstance(entry, list) else [entry]
        tried = []
        for choice in choices:
            try:
                name = str(self.templar.render(choice, scope))
            except TemplateError as error:
                raise place(error, position, "vars_files") from None
            for path in (self.playbook.parent / "vars" / name, self.playbook.parent / name):
                if path.is_file():
                    return self.variables_in(path)
            tried.append(str(self.playbook.parent / name))
        raise SourceError(f"vars_files: there is no {' or '.join(tried)}", position)

    def variables_in(self, path: Path) -> dict[str, Any]:
        """The variables of a file, read once."""
        if path not in self.var_files:
            node = load(path, [])
            if not node.is_mapping and not node.is_none:
                raise SourceError(f"a file of variables must be a mapping, not {node.description}", node.position)
            self.var_files[path] = node.plain() or {}
        return self.var_files[path]

    # --- telling ---

    def tell(self, event: Event) -> None:
        """Count an event and pass it on with every secret masked."""
        self.summary.take(event)
        self.sink(self.masker.mask(event))

    def crash(self, error: BaseException | None) -> None:
        """End the run for an error that nobody expected."""
        self.failed = self.failed or error
        if self.main is not None:
            self.main.cancel()


# What tasks that ask for Ansible's version are told: the one whose language this is.
ANSIBLE = {"full": "2.19.0", "major": 2, "minor": 19, "revision": 0, "string": "2.19.0"}

__all__ = ["PlaybookError", "Run", "check_names"]
