"""The variables of one host as each play sees them, before anything is known of the host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pushcfg.engine import Options, Run
from pushcfg.engine.play import PlayRun
from pushcfg.errors import InputError, InventoryError, TemplateError
from pushcfg.explain.model import Explained, Explanation, Given
from pushcfg.graph import build
from pushcfg.graph.data import brought
from pushcfg.inventory import Inventory
from pushcfg.masking import Masker
from pushcfg.model import Layer, Merging
from pushcfg.playbook import Play, Task
from pushcfg.promise import NotYet, Promise
from pushcfg.showing import hidden, secrets_in
from pushcfg.source.merging import overlaid, written
from pushcfg.statements import run as run_statement
from pushcfg.template.failures import place
from pushcfg.template.scope import Names
from pushcfg.vault import Keyring, is_secret

# No vertex of any graph: facts are promised, and nobody will bring them.
NEVER = -1


class View:
    """A host in a play: its layers, the weakest first, and what it takes to render them; the plays `before` it."""

    def __init__(self, run: Run, play: Play, host: str, before: Sequence[Play] = ()) -> None:
        self.play = play
        self.before = before
        self.host = host
        self.notes: list[str] = []
        run.var_files.enter(play)
        state = run.state(host)
        if play.gather is not None:
            state.gather(NEVER)
        own = run.inventory.layers(host)
        files = list(self._files(run))
        defaults = [named(layer, f"role {role.name}")
                    for role in play.roles for layer in reversed(role.shared_defaults)]  # fmt: skip
        exports = [named(layer, f"role {role.name}") for role in play.roles for layer in reversed(role.exports)]
        of_play = named(play.variables, f"play {play.name}")
        asked = named(play.prompts.answers, f"vars_prompt of play {play.name}")
        self.layers = [*defaults, *own, of_play, asked, *files, *exports, run.options.extra]
        state.files = files_together(files)
        magic = run.magic.of(play, [], host)
        self.magic = Layer("pushcfg itself", magic.values)
        sample = PlayRun(run, play, build(play), [], set())
        self.scope = sample.variables.host_scope(state, magic)
        self.brought = tuple(self._files_on_a_run(run))
        self.masker = run.masker
        for secret in self._secrets():
            self.masker.add(secret)

    def _files(self, run: Run) -> Iterator[Layer]:
        for entry in self.play.vars_files:
            try:
                yield run.var_files.first(self.play, run.state(self.host), entry.text, entry.position)
            except NotYet as error:
                self.notes.append(f"{entry.position}: the file {entry.text!r} of vars_files is known only on a run: "
                                  f"its name reads {error.promise.name}")  # fmt: skip

    def _secrets(self) -> Iterator[str]:
        """Every text that a name says is secret: it may be a part of other values."""
        for layer in self.layers:
            for name, value in layer.values.items():
                yield from secrets_in(name, value)
                if is_secret(name) and isinstance(value, str):
                    with suppress(NotYet, InputError):
                        yield from secrets_in(name, self.scope.need(name))

    def _files_on_a_run(self, run: Run) -> Iterator[tuple[Task, Layer]]:
        """What tasks of include_vars will bring, as far as their files are known by now."""
        for task in self.play.tasks():
            if task.action == "include_vars":
                with suppress(NotYet, InputError):
                    outcome = run_statement(task, run.renderer, self.scope.of_task(task.layers), 0)
                    yield task, Layer("include_vars", outcome["facts"], outcome["places"])

    def _from_files(self, name: str) -> Iterator[Given]:
        for task, layer in self.brought:
            if name in layer.values:
                yield Given(f"include_vars in the task {task.label}", hidden(name, layer.values[name]),
                            layer.positions.get(name))  # fmt: skip

    def names(self) -> list[str]:
        """Every variable that a layer sets, sorted."""
        return sorted({name for layer in self.layers for name in layer.values})

    def known(self) -> set[str]:
        """As names, with those that pushcfg makes and those that tasks bring."""
        plays = (*self.before, self.play)
        made = {name for play in plays for task in play.tasks() for name in (*brought(task), *own_names(task))}
        return {*self.names(), *self.magic.values, *made, *(name for _, layer in self.brought for name in layer.values)}

    def explain(self, names: Sequence[str]) -> Explanation:
        """What there is to say about some variables, without secrets."""
        # What one variable shows as secret may be a part of another that was looked at before.
        found = [self._variable(name) for name in names]
        variables = tuple(map(self._masked, found))
        return Explanation(self.host, variables, self.play.name, self.play.position, tuple(self.notes))

    def _masked(self, explained: Explained) -> Explained:
        mask = self.masker.mask
        given, later = ([replace(each, value=mask(each.value)) for each in layers]
                        for layers in (explained.given, explained.later))  # fmt: skip
        return replace(explained, given=tuple(given), later=tuple(later), rendered=mask(explained.rendered),
                       problem=mask(explained.problem))  # fmt: skip

    def _variable(self, name: str) -> Explained:
        given = [Given(layer.source, hidden(name, as_told(layer.values[name])), layer.positions.get(name),
                       isinstance(layer.values[name], Merging))
                 for layer in (*self.layers, self.magic) if name in layer.values]  # fmt: skip
        earlier = (made for play in self.before for task in play.tasks() for made in made_by(task, name))
        later = (*earlier, *self._from_files(name), *later_values(self.play, name))
        if not given:
            return Explained(name, (), None, "only tasks bring it" if later else "no layer sets it", later)
        try:
            rendered = self.scope.need(name)
        except NotYet as error:
            asked = error.promise.name == name
            why = "asked for on a run" if asked else f"known only on a run: it reads {error.promise.name}"
            return Explained(name, tuple(given), None, why, later)
        except TemplateError as error:
            told = place(error, given[-1].position, "")
            return Explained(name, tuple(given), None, told.message, later)
        except InputError as error:
            return Explained(name, tuple(given), None, error.message, later)
        return Explained(name, tuple(given), hidden(name, rendered, True), "", later)


def views(
    plays: Sequence[Play], inventory: Inventory, extra: Layer, playbook: Path, host: str, masker: Masker,
    keyring: Keyring,
) -> list[View]:  # fmt: skip
    """A view for each play that the host is in; InventoryError if there is no such host."""
    inventory.host(host)
    run = Run(plays, inventory, Options(extra=extra), lambda event: None, playbook, masker=masker,
              keyring=keyring)  # fmt: skip
    for play in plays:
        try:
            run.hosts_of[play] = run.select(play)
        except InventoryError:
            run.hosts_of[play] = []
    own = [play for play in plays if host in run.hosts_of[play]]
    return [View(run, play, host, own[:number]) for number, play in enumerate(own)]


def as_told(value: Any) -> Any:
    """What a layer gives, as it is shown."""
    return "(asked for on a run)" if isinstance(value, Promise) else written(value)


def named(layer: Names, source: str) -> Layer:
    """What the engine renders with, as a layer that has a name and places."""
    positions = {name: layer.where(name) for name in layer.values}
    known = {name: position for name, position in positions.items() if position is not None}
    return Layer(source, layer.values, known)


def files_together(layers: Sequence[Layer]) -> Names:
    """Files of variables as the one layer that they are to the engine."""
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = overlaid(merged, layer.values)
    return Names(merged)


def own_names(task: Task) -> Iterator[str]:
    """The variables that a task, or a block around it, says itself."""
    for layer in task.variables:
        yield from layer.values


def later_values(play: Play, name: str) -> Iterator[Given]:
    """What tasks make of a variable: their own vars, set_fact, register."""
    for task in play.tasks():
        for layer in task.variables:
            if name in layer.values:
                value = layer.values[name]
                yield Given(f"vars of the task {task.label}", hidden(name, as_told(value)), layer.where(name),
                            isinstance(value, Merging))  # fmt: skip
        yield from made_by(task, name)


def made_by(task: Task, name: str) -> Iterator[Given]:
    """What a task leaves behind for later ones, also of later plays."""
    if task.register == name:
        yield Given(f"registered by the task {task.label}", None, task.position)
    elif name in brought(task):
        value = hidden(name, task.arguments.get(name))
        yield Given(f"set_fact in the task {task.label}", value, task.argument_positions.get(name, task.position))
