"""The inventory plugin `constructed`: variables and groups made of the variables that hosts have so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, Final

from pushcfg.errors import InputError, InventoryError, Position, TemplateError
from pushcfg.events import Warned
from pushcfg.inventory.entities import place_of
from pushcfg.inventory.reading.addresses import short_name
from pushcfg.inventory.reading.constructed import Constructed, Expression, KeyedGroup
from pushcfg.inventory.reading.draft import Draft
from pushcfg.inventory.reading.keyed import EMPTY, bare_names, group_name
from pushcfg.inventory.reading.settle import depths
from pushcfg.inventory.varfiles import VariableFiles
from pushcfg.model import Layer, Unsafe
from pushcfg.template import templar
from pushcfg.template.jinja.values import Compiled
from pushcfg.template.scope import Names, Scope, is_template


def construct(draft: Draft, wanted: Constructed) -> None:
    """Give each host of a draft the variables and groups that a file asks for, in the order of the hosts."""
    work = _Construction(draft, wanted)
    for host in list(draft.hosts):
        work.host(host)


class _Construction:
    """One file at work on a draft."""

    def __init__(self, draft: Draft, wanted: Constructed) -> None:
        self._draft = draft
        self._wanted = wanted
        self._templar = templar(draft.keyring)
        self._direct: dict[str, list[str]] = {name: [] for name in draft.hosts}
        for group in draft.groups.values():
            for host in group.hosts:
                self._direct[host].append(group.name)
        # What is beside the sources is read again when the inventory is complete, with its warnings told then.
        folders = draft.folders if wanted.files else ()
        self._files = [VariableFiles(Path(folder), [], draft.keyring) for folder in folders]
        self._extra = Names(draft.extra.values) if wanted.extra and draft.extra is not None else None
        self._of_groups: dict[frozenset[str], tuple[list[str], list[Names]]] = {}
        self._depths: dict[str, int] = {}
        self._compiled: dict[str, Compiled | _Broken] = {}
        self._told: set[Position] = set()

    def host(self, name: str) -> None:
        """Compose a host's variables, then put it into groups by what it has with them."""
        scope = self._scope(name, composing=True)
        composed = [(each, self._evaluated(each, scope, f"the variable {each.name!r}", name))
                    for each in self._wanted.compose]  # fmt: skip
        for each, value in composed:
            if value is not _SKIPPED:
                self._draft.set_variable(name, each.name, self._safe(value, scope), each.position)
        scope = self._scope(name, composing=False)
        for each in self._wanted.groups:
            if self._evaluated(each, scope, f"the group {each.name!r}", name, condition=True) is True:
                self._join(group_name(each.name), name, each.position)
        scope = self._scope(name, composing=True) if self._extra is not None else scope
        for keyed in self._wanted.keyed_groups:
            self._keyed(keyed, scope, name)

    def _scope(self, host: str, composing: bool) -> Scope:
        """The variables of a host, as far as the sources until now say."""
        drafted = self._draft.hosts[host]
        groups, names = self._groups(host)
        magic = {
            "inventory_hostname": host,
            "inventory_hostname_short": short_name(host),
            "group_names": sorted(name for name in groups if name != "all"),
            **place_of(drafted.source),
        }
        own = [_names(Layer("", drafted.values, drafted.positions)),
               *(_names(layer) for beside in self._files for layer in beside.of_host(host))]  # fmt: skip
        layers = [Names(magic, data=True), *reversed(own), *names]
        if composing and self._extra is not None:
            layers.insert(0, self._extra)
        return Scope(layers, self._templar.variable)

    def _groups(self, host: str) -> tuple[list[str], list[Names]]:
        """All groups that a host is in, and their variables, the strongest first."""
        direct = frozenset(self._direct[host])
        if direct not in self._of_groups:
            draft = self._draft
            every = direct.union(*(draft.ancestors(group) for group in direct))
            if not self._depths:
                self._depths = depths(draft)
            ranked = sorted(every, key=lambda name: (self._depths[name], draft.groups[name].priority, name))
            drafted = [draft.groups[name] for name in ranked]
            layers = [Layer("", group.values, group.positions) for group in drafted if group.values]
            for beside in self._files:
                for name in ranked:
                    layers.extend(beside.of_group(name))
            self._of_groups[direct] = (ranked, [_names(layer) for layer in reversed(layers)])
        return self._of_groups[direct]

    def _evaluated(self, each: Expression, scope: Scope, what: str, host: str, condition: bool = False) -> Any:
        """The value of an expression; _SKIPPED where it has none and the file is not strict."""
        try:
            return self._condition(each, scope) if condition else self._value(each, scope)
        except _Broken as error:
            problem: InputError = error
            self._tell(each, error.message)
        except InputError as error:
            problem = error
        if self._wanted.strict:
            raise InventoryError(f"{what} of host {host!r}: {problem.message}", each.position,
                                 "correct it, or write `strict: false`")  # fmt: skip
        return _SKIPPED

    def _value(self, each: Expression, scope: Scope) -> Any:
        if not isinstance(each.text, str):
            raise _Broken(f"{each.text!r} is no expression, which is text")
        return self._compile(each.text)(scope)

    def _condition(self, each: Expression, scope: Scope) -> Any:
        text = each.text
        if isinstance(text, bool):
            return text
        if not isinstance(text, str) or not text.strip():
            raise _Broken(f"{text!r} is no condition")
        value = self._templar.condition(text.strip(), scope) if is_template(text) else self._value(each, scope)
        if not isinstance(value, bool):
            raise TemplateError(f"a condition is true or false, not {type(value).__name__}")
        return value

    def _compile(self, text: str) -> Compiled:
        if text not in self._compiled:
            try:
                self._compiled[text] = self._templar.compiler.condition(text)
            except TemplateError as error:
                braces = " (an expression stands here without braces)" if is_template(text) else ""
                self._compiled[text] = _Broken(f"{error.message.rstrip(': ')}{braces}")
        compiled = self._compiled[text]
        if isinstance(compiled, _Broken):
            raise compiled
        return compiled

    def _tell(self, each: Expression, message: str) -> None:
        """Warn once of what no host can evaluate."""
        if each.position not in self._told:
            self._told.add(each.position)
            self._draft.warnings.append(Warned(f"{message}; it is skipped", each.position))

    def _safe(self, value: Any, scope: Scope) -> Any:
        """A value in which text that was made here is no template; Ansible tells it apart when it prints it, too."""
        if type(value) in (int, float, bool, NoneType):
            return value
        written: set[int] = set()
        for layer in scope.layers:
            if not layer.data:
                _note_texts(layer.values, written)
        return _made_unsafe(value, written)

    def _keyed(self, keyed: KeyedGroup, scope: Scope, host: str) -> None:
        key = self._evaluated(keyed.key, scope, "the key", host)
        if key is _SKIPPED:
            return
        position = keyed.key.position
        if not key and not (key in EMPTY and keyed.default_value is not None):
            if self._wanted.strict and key not in ([], {}):
                raise InventoryError(f"the key {keyed.key.text!r} of host {host!r} is empty", position,
                                     "give a default_value, or write `strict: false`")  # fmt: skip
            return
        parent = self._parent(keyed, scope, host)
        if parent is _SKIPPED:
            return
        lead = keyed.separator if keyed.prefix != "" or self._wanted.leading_separator else ""
        for name in bare_names(keyed, key, position):
            group = group_name(f"{keyed.prefix}{lead}{name}")
            self._draft.add_group(group, position)
            self._draft.add_host(host, group, None, position)
            if parent:
                over = group_name(str(parent))
                self._draft.add_group(over, position)
                self._under(over, group, position)

    def _parent(self, keyed: KeyedGroup, scope: Scope, host: str) -> Any:
        try:
            return self._templar.render(keyed.parent_group, scope)
        except InputError as error:
            if self._wanted.strict:
                raise InventoryError(f"parent_group of host {host!r}: {error.message}", keyed.key.position,
                                     "correct it, or write `strict: false`") from error  # fmt: skip
            return _SKIPPED

    def _join(self, group: str, host: str, position: Position) -> None:
        self._draft.add_group(group, position)
        if host in self._draft.groups:
            self._under(group, host, position)
        else:
            self._draft.add_host(host, group, None, position)

    def _under(self, parent: str, child: str, position: Position) -> None:
        if child not in self._draft.groups[parent].children:
            self._draft.add_child(parent, child, position)
            self._of_groups.clear()
            self._depths.clear()


class _Broken(InputError):
    """An expression that has a value on no host."""


class _Skipped:
    """The type of _SKIPPED."""


_SKIPPED: Final = _Skipped()


def _note_texts(value: Any, written: set[int]) -> None:
    """Note the very texts in a value."""
    if isinstance(value, str):
        written.add(id(value))
    elif isinstance(value, Mapping):
        for item in value.values():
            _note_texts(item, written)
    elif isinstance(value, list):
        for item in value:
            _note_texts(item, written)


def _made_unsafe(value: Any, written: set[int]) -> Any:
    if isinstance(value, str):
        return value if id(value) in written else Unsafe(value)
    if isinstance(value, dict):
        return {key: _made_unsafe(item, written) for key, item in value.items()}
    return [_made_unsafe(item, written) for item in value] if isinstance(value, list) else value


def _names(layer: Layer) -> Names:
    where: Callable[[str], Position | None] = layer.positions.get
    return Names(layer.values, where=where)
