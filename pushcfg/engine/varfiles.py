"""The files of variables that plays name, and those beside their playbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pushcfg.engine.hosts import HostState, given
from pushcfg.errors import Position, SourceError, TemplateError
from pushcfg.inventory import Inventory
from pushcfg.model import Layer
from pushcfg.playbook import Play
from pushcfg.source.merging import overlaid
from pushcfg.template.failures import place
from pushcfg.template.scope import Names, Scope

if TYPE_CHECKING:
    from pushcfg.engine.run import Run


class VarFiles:
    """Finds them, for one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.folder = run.playbook.parent

    def enter(self, play: Play) -> None:
        """Hosts have what group_vars/ and host_vars/ say beside this play's playbook, which may be an imported one."""
        if play.reading.folder != self.folder:
            self.folder = play.reading.folder
            self.spread(self.run.inventory)

    def spread(self, inventory: Inventory) -> None:
        """Every host has the variables that an inventory says from here on."""
        self.run.inventory = inventory.beside(self.folder)
        for name, state in self.run.states.items():
            if name in inventory.hosts:
                state.given = given(name, self.run.inventory)
                self.run.keep_secret(state.given.values)

    def of(self, play: Play, state: HostState) -> Names:
        """The variables of the play's files, for one host; SourceError or VariableError where they are wrong."""
        merged: dict[str, Any] = {}
        places: dict[str, Position] = {}
        for entry in play.vars_files:
            layer = self.first(play, state, entry.text, entry.position)
            merged = overlaid(merged, layer.values)
            places.update(layer.positions)
        return Names(merged, where=places.get)

    def first(self, play: Play, state: HostState, entry: Any, position: Any) -> Layer:
        """One file, or the first of several that is there."""
        magic = self.run.magic.of(play, [], state.name)
        layers = (magic, self.run.extra, play.prompts.answers, play.variables, state.facts, state.given)
        scope = Scope(layers, self.run.templar.variable, state.late)
        choices = entry if isinstance(entry, list) else [entry]
        tried = []
        folder = play.reading.folder
        for choice in choices:
            try:
                name = str(self.run.templar.render(choice, scope))
            except TemplateError as error:
                raise place(error, position, "vars_files") from None
            for path in (folder / "vars" / name, folder / name):
                if path.is_file():
                    return self.run.renderer.variable_files.read(path)
            tried.append(str(folder / name))
        raise SourceError(f"vars_files: there is no {' or '.join(tried)}", position)
