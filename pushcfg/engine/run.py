"""A run: plays one after the other, batch by batch, over one set of connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pushcfg import actions
from pushcfg.engine.batches import batches, share_that_may_fail
from pushcfg.engine.connections import Connections
from pushcfg.engine.growing import may_grow
from pushcfg.engine.hosts import HostState
from pushcfg.engine.magic import Magic
from pushcfg.engine.notified import check_names
from pushcfg.engine.options import Options
from pushcfg.engine.play import PlayRun
from pushcfg.engine.preflight import Preflight
from pushcfg.engine.secrecy import passwords_in
from pushcfg.engine.selection import selections
from pushcfg.engine.varfiles import VarFiles
from pushcfg.errors import InventoryError, PlaybookError, Position, TemplateError
from pushcfg.events import Event, HostSummary, Interrupted, PlayStarted, RunEnded, RunStarted, Warned
from pushcfg.graph import PlayGraph, build
from pushcfg.inventory import Inventory
from pushcfg.library import OWN
from pushcfg.masking import Masker
from pushcfg.playbook import Play, Task
from pushcfg.promise import NotYet
from pushcfg.render import Contents, Renderer
from pushcfg.summary import Summary
from pushcfg.template import Templar, templar
from pushcfg.template.failures import place
from pushcfg.template.files import MANAGED
from pushcfg.template.scope import Names, Scope
from pushcfg.vault import Keyring

Tell = Callable[[Event], None]
# What an operator answers to a text; the flag says whether it is shown as it is typed.
Ask = Callable[[str, bool], Awaitable[str]]


class Run:
    """Everything that outlives a play: connections, host states, counts. `tell` gets every event, masked.

    `reload` reads the inventory anew; `ask` gives what an operator types, where there is one.
    """

    def __init__(
        self, plays: Sequence[Play], inventory: Inventory, options: Options, tell: Tell,
        playbook: Path, connections: Connections | None = None, masker: Masker | None = None,
        keyring: Keyring | None = None, reload: Callable[[], Inventory] | None = None, ask: Ask | None = None,
    ) -> None:  # fmt: skip
        self.plays = plays
        self.inventory = inventory
        self.options = options
        self.sink = tell
        self.reload = reload
        self.ask = ask
        self.playbook = playbook
        self.masker = masker or Masker()
        keyring = keyring or Keyring(secret=self.masker.add)
        self.templar: Templar = templar(keyring, plays[0].reading.plugins if plays else None)
        self.templar.surroundings.secret = self.masker.add
        self.templar.surroundings.warn = lambda message: self.tell(Warned(message))
        self.templar.surroundings.match = lambda pattern: self.inventory.match(pattern, None, [])
        self.templar.surroundings.settings = options.settings
        self.templar.surroundings.managed = str(options.settings.get("DEFAULT_MANAGED_STR", (MANAGED,))[0])
        self.contents = Contents(keyring)
        self.renderer = Renderer(self.templar, self.contents, (playbook.parent,), options.check, options.become,
                                 options.become_user, options.become_method)
        self.renderer.warn = self.warn
        self.warned: set[Warned] = set()
        self.states: dict[str, HostState] = {}
        self.extra = Names(options.extra.values, where=options.extra.positions.get)
        self.summary = Summary()
        self.slots = asyncio.Semaphore(options.forks)
        self.graphs: dict[Play, PlayGraph] = {}
        self.selections: dict[Play, set[int]] = {}
        self.hosts_of: dict[Play, list[str]] = {}
        modules = {task.action for play in plays for task in play.tasks()} | {"setup", "ping"}
        self.modules = frozenset(modules)
        self.connections = connections or Connections(options, self.shipped(), self.contents.read, self.masker.add)
        self.warnings: list[Warned] = []
        for variables in (options.extra.values, *(play.variables.values for play in plays)):
            self.keep_secret(variables)
        self.magic = Magic(self)
        self.var_files = VarFiles(self)
        # By host and vertex, what hosts are at.
        self.in_flight: dict[tuple[str, int], tuple[str, str]] = {}
        self.aborted = False
        self.ended_play = False
        # The names, found while looking ahead, that a task cannot do without and that tasks above it bring.
        self.awaited: dict[Task, set[str]] = {}
        # Whether the inventory is another by now, and what tasks have added to it.
        self.grown = False
        self.growth: list[Callable[[Inventory], Inventory]] = []
        self.failed: BaseException | None = None
        self.main: asyncio.Task[Any] | None = None

    def shipped(self) -> frozenset[str]:
        """The modules that hosts get; statements stay here."""
        jobs = {"async_status"} if any(task.job != 0 for play in self.plays for task in play.tasks()) else set()
        return frozenset(name for name in self.modules | jobs if not actions.is_statement(name) and name not in OWN)

    # --- before any host is touched ---

    def prepare(self) -> list[str]:
        """Compile every play and look for everything that can be known to be wrong; returns the hosts."""
        hosts: dict[str, None] = {}
        grows = False
        for play in self.plays:
            self.hosts_of[play] = self.select(play, open_=grows)
            if not any(self.hosts_of.values()) and play is self.plays[-1]:
                self.select(play, insist=True)
            hosts.update(dict.fromkeys(self.hosts_of[play]))
            grows = grows or may_grow(play.tasks())
            self.graphs[play] = build(play, self.options.force_handlers)
        self.selections = selections(self.graphs, self.options)
        Preflight(self).check()
        return list(hosts)

    def select(self, play: Play, insist: bool = False, open_: bool = False) -> list[str]:
        """The hosts of a play; InventoryError with its place if its pattern matches none.

        A limit may leave none of one play's hosts, unless the caller insists. `open_`: hosts may come during the run.
        """
        try:
            layers = (self.extra, play.prompts.answers, play.variables)
            pattern = self.templar.render(play.hosts, Scope(layers, self.templar.variable))
            if open_:
                return self.inventory.match(pattern, self.options.limit)
            everybody = self.inventory.select(pattern, self.options.limit if insist else None)
            if self.options.limit is None:
                return everybody
            return self.inventory.match(pattern, self.options.limit, self.warnings)
        except InventoryError as error:
            position = error.position or play.hosts_position
            raise InventoryError(error.message, position, error.hint) from None
        except NotYet as error:
            raise InventoryError(f"hosts reads {error.promise.name}, which is asked for on a run", play.hosts_position,
                                 f"give it with -e {error.promise.name}=VALUE") from None
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
            hosts = list(dict.fromkeys([*hosts, *(host for play in self.plays for host in self.hosts_of[play])]))
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
        self.var_files.enter(play)
        if self.grown:
            self.hosts_of[play] = self.select(play, open_=True)
            if not self.hosts_of[play]:
                self.tell(Warned("no host matches, so that this play is left out", play.hosts_position))
        names = [name for name in self.hosts_of[play] if self.state(name).active]
        if not names:
            return
        self.ended_play = False
        ordered = self.ordered(play, names)
        graph = self.graphs[play]
        sample = PlayRun(self, play, graph, [], self.selections[play])
        scope = sample.variables.host_scope(self.state(ordered[0]), self.magic.of(play, [], ordered[0]))
        share = share_that_may_fail(play, self.templar, scope)
        for batch in batches(play, ordered, self.templar, scope):
            states = [self.state(name) for name in batch]
            chosen = [graph.vertex(number) for number in self.selections[play]]
            count = sum(vertex.task is not None and not vertex.handler and not vertex.flush for vertex in chosen)
            self.tell(PlayStarted(play.name, tuple(batch), count, play.position))
            await PlayRun(self, play, graph, states, self.selections[play], share).go()
            if self.aborted or self.ended_play or not any(state.active for state in states):
                self.aborted = self.aborted or not any(state.active for state in states)
                return

    def ordered(self, play: Play, hosts: list[str]) -> list[str]:
        """The hosts in the order that the play asks for."""
        if play.order.endswith("sorted"):
            hosts = sorted(hosts)
        return hosts[::-1] if play.order.startswith("reverse") else hosts

    def state(self, host: str) -> HostState:
        """The state of a host, made when it is first asked for."""
        if host not in self.states:
            state = self.states[host] = HostState(host, self.inventory)
            self.keep_secret(state.given.values)
        return self.states[host]

    def take_inventory(self, inventory: Inventory) -> None:
        """The inventory is another from here on; every host has the variables that this one says."""
        self.grown = True
        self.masker.leave(inventory.hosts)
        self.var_files.spread(inventory)

    # --- telling ---

    def keep_secret(self, variables: Mapping[str, Any]) -> None:
        """Mask the passwords among these variables."""
        for password in passwords_in(variables):
            self.masker.add(password)

    def tell(self, event: Event) -> None:
        """Count an event and pass it on with every secret masked."""
        self.summary.take(event)
        self.sink(self.masker.mask(event))

    def warn(self, message: str, position: Position | None) -> None:
        """Tell something once, however many hosts come across it."""
        warned = Warned(message, position)
        if warned not in self.warned:
            self.warned.add(warned)
            if self.main is None:
                self.warnings.append(warned)
            else:
                self.tell(warned)

    def crash(self, error: BaseException | None) -> None:
        """End the run for an error that nobody expected."""
        self.failed = self.failed or error
        if self.main is not None:
            self.main.cancel()


__all__ = ["PlaybookError", "Run", "check_names"]
