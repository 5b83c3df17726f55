"""What the engine knows of each host: its variables, facts and results, and how its run stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pushcfg import actions
from pushcfg.engine.targets import ALIASES, HOST
from pushcfg.errors import Position
from pushcfg.inventory import Inventory
from pushcfg.model import EMPTY
from pushcfg.playbook import Play, Role
from pushcfg.promise import Promise
from pushcfg.template.scope import MISSING, Names, Render, Scope

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk


class HostState:
    """One host over the whole run.

    `given` is what the inventory says, `facts` what was gathered, `made` what tasks registered or set, `included` what
    include_vars has brought, `files` what the files of the play say, `roles` those that an include has made public.
    """

    def __init__(self, name: str, inventory: Inventory) -> None:
        self.name = name
        self.given = given(name, inventory)
        self.facts = Names(data=True)
        self.facts.values["ansible_facts"] = {}
        self.made = Names(data=True)
        # Where the variables of include_vars were written.
        self.places: dict[str, Position] = {}
        self.included = Names(where=self.places.get)
        # In a check, what stands for the variables of files that are not made.
        self.unmade: Promise | None = None
        self.failed = False
        self.lost = False
        # The vertices of this play that are gathering facts, in the order in which they were sent.
        self.gathering: list[int] = []
        # What was known before that, to which the new facts are added.
        self.gathered: dict[str, Any] = {}
        self.files: Names = Names()
        # The roles that this play has included here.
        self.roles: tuple[Role, ...] = ()

    @property
    def active(self) -> bool:
        """Whether plays go on here."""
        return not (self.failed or self.lost)

    def gather(self, vertex: int) -> None:
        """Facts are on their way: reading one waits for this vertex."""
        known = self.facts.values["ansible_facts"]
        if isinstance(known, dict):
            self.gathered = known
        self.gathering.append(vertex)
        self.facts.values["ansible_facts"] = Promise("ansible_facts", vertex, self.name)

    def learn(self, facts: Mapping[str, Any], vertex: int) -> None:
        """Facts as setup returns them, with the prefix ansible_ or without."""
        known = self.facts.values["ansible_facts"]
        short = dict(known if isinstance(known, dict) else self.gathered)
        for name, value in facts.items():
            short[name.removeprefix("ansible_")] = value
            self.facts.values[name] = value
        self.gathered = short
        if isinstance(known, dict):
            self.facts.values["ansible_facts"] = short
        self.no_facts(vertex)

    def no_facts(self, vertex: int) -> None:
        """This vertex gathers no more; what it has brought can be read when the last one is done."""
        if vertex in self.gathering:
            self.gathering.remove(vertex)
        if self.gathering:
            self.facts.values["ansible_facts"] = Promise("ansible_facts", self.gathering[-1], self.name)
        elif isinstance(self.facts.values["ansible_facts"], Promise):
            self.facts.values["ansible_facts"] = self.gathered

    def late(self, name: str) -> Any:
        """A name that no layer has: while facts are on their way it may be one of them."""
        for other in ALIASES.get(name, ()):
            if other in self.given.values:
                return self.given.values[other]
        if name in HOST:
            return self.name
        if self.gathering and actions.is_fact(name):
            return Promise(name, self.gathering[-1], self.name, certain=False)
        return MISSING if self.unmade is None else self.unmade


def given(host: str, inventory: Inventory) -> Names:
    """What an inventory says of a host."""
    return Names(inventory.variables(host), where=partial(place_of, inventory, host))


def place_of(inventory: Inventory, host: str, name: str) -> Position | None:
    """Where the inventory gives a host a variable."""
    winner = next((layer for layer in reversed(inventory.layers(host)) if name in layer.values), None)
    return winner.positions.get(name) if winner is not None else None


class HostVariables(Mapping[str, Any]):
    """`hostvars[host]`: the variables of another host, rendered in its own scope.

    `awaited` gives a Promise for a name that a task of this play is still to bring there.
    """

    def __init__(self, host: str, scope: Scope, awaited: Any) -> None:
        self.host = host
        self.scope = scope
        self.awaited = awaited

    def lacking(self, name: object) -> str:
        """What is said of a variable that the host does not have."""
        return f"the host {self.host!r} has no variable {name!r}"

    def __getitem__(self, name: str) -> Any:
        promise = self.awaited(name)
        value = promise if promise is not None else self.scope.get(name)
        if value is MISSING:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.scope.names() if name != "hostvars")

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self.scope or (isinstance(name, str) and self.awaited(name) is not None)


def scope_of(
    state: HostState, magic: Names, play: Play, extra: Names, render: Render, unsaid: Mapping[str, Any] = EMPTY
) -> Scope:
    """The scope of a host outside any task: the nearest layer first; `unsaid` is what holds where no layer says."""
    roles = [*play.roles, *(role for role in state.roles if role.public)]
    exports = [layer for role in reversed(roles) for layer in role.exports]
    defaults = [layer for role in reversed(roles) for layer in role.shared_defaults if layer.values]
    layers = (magic, extra, state.made, state.included, *exports, state.files, play.prompts.answers, play.variables,
              state.facts, state.given, *defaults)  # fmt: skip

    def late(name: str) -> Any:
        known = state.late(name)
        return unsaid.get(name, MISSING) if known is MISSING else known

    return Scope(layers, render, late, above=4, strong=2, weak=len(defaults))


class HostVars(Mapping[str, HostVariables]):
    """The variable `hostvars`."""

    def __init__(self, play: PlayRun, reader: Walk | None) -> None:
        self.play = play
        self.reader = reader

    def lacking(self, name: object) -> str:
        """What is said of a host that there is not."""
        return f"hostvars has no host {name!r}"

    def __getitem__(self, host: str) -> HostVariables:
        play = self.play
        name = host if host in play.run.inventory.hosts else play.run.inventory.local_name(host)
        if name is None:
            raise KeyError(host)
        variables = play.variables
        return HostVariables(name, variables.outer_scope(name), lambda name: variables.awaited(self.reader, host, name))

    def __iter__(self) -> Any:
        return iter(self.play.run.inventory.hosts)

    def __len__(self) -> int:
        return len(self.play.run.inventory.hosts)
