"""Which module or statement a task names, and its arguments, checked as far as they can be before they are rendered."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pushcfg import actions, library
from pushcfg.errors import PlaybookError, Position
from pushcfg.fitting import ArgumentProblem, ModuleInfo
from pushcfg.model import EMPTY
from pushcfg.playbook import elsewhere
from pushcfg.playbook.defaults import Defaults, with_defaults
from pushcfg.playbook.keywords import REFUSED_TASK, TASK
from pushcfg.source import Node
from pushcfg.template.scope import has_template

# Statements whose other arguments are variables.
OPEN = ("set_fact", "add_host")
# Ansible's name for the text that command and its like run.
RAW = "_raw_params"
# The name of a module, which may have templates in it, and its arguments.
FIRST_WORD = re.compile(r"((?:\{\{.*?\}\}|[^\s{]|\{(?!\{))*)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Action:
    """What a task does. `key` is the key that named it; `local`: on the controller, by local_action.

    `whole` is a template that gives a mapping of further arguments; `named` reads it all again once the name of the
    module, which is a template, is known.
    """

    key: str
    name: str
    arguments: Mapping[str, Any]
    positions: Mapping[str, Position] = field(default_factory=dict)
    free_form: str | None = None
    local: bool = False
    whole: Any = None
    named: Callable[[str], Action] | None = None


def read_action(
    node: Node, defaults: Defaults = EMPTY, conditional: bool = False, folders: Sequence[Path] = ()
) -> Action:
    """The action of a task; PlaybookError if there is none, more than one, or it is unknown.

    `defaults` are what module_defaults around it say. With `conditional`, a module that only Ansible has is taken: the
    condition may keep every host from it. Modules of the playbook and its roles are in modules/ of `folders`.
    """
    keys = [key for key, _ in node.items() if str(key.value) not in TASK and str(key.value) not in REFUSED_TASK]
    candidates = [key for key in keys if not str(key.value).startswith("with_")]
    for word in ("action", "local_action"):
        if word in node:
            return read_old_action(node, word, defaults, folders)
    if not candidates:
        raise PlaybookError("this task does not say what to do", node.position,
                            "name a module; `pushcfg doc` lists them")
    own = {str(key.value): path for key in candidates if (path := own_file(str(key.value), "modules", folders))}
    known = [key for key in candidates if str(key.value) in own or known_name(str(key.value))]
    if len(known) > 1:
        raise PlaybookError(f"a task does one thing, and this one names {known[0].value} and {known[1].value}",
                            known[1].position, "make two tasks of it")
    theirs = [key for key in candidates if in_library(str(key.value), folders)] if not known else []
    absent = bool(theirs) or actions.elsewhere(str(candidates[0].value))
    if not known and conditional and len(candidates) == 1 and absent:
        name = str(candidates[0].value)
        return Action(name, actions.UNAVAILABLE, {"module": name}, {"module": candidates[0].position})
    if not known and theirs:
        raise PlaybookError(f"{theirs[0].value} is a module of Ansible's API in library/, which pushcfg does not run",
                            theirs[0].position, "write it as a module of pushcfg, in modules/")
    if not known:
        raise unknown_action(candidates, node)
    key = known[0]
    value = node.get(key.value)
    assert value is not None
    return checked(node, str(key.value), with_own(str(key.value), folders), value, key.position, defaults)


def own_file(name: str, kind: str, folders: Sequence[Path]) -> Path | None:
    """The file of a module that a playbook or a role brings; None if none does."""
    for folder in folders if name.isidentifier() else ():
        path = folder / kind / f"{name}.py"
        if path.is_file() and path.parent.resolve() != library.modules_folder().resolve():
            return path
    return None


def with_own(name: str, folders: Sequence[Path]) -> str:
    """The name by which a module is known: another one if a playbook or a role brings it."""
    path = own_file(name, "modules", folders)
    return name if path is None else library.own(path)


def in_library(name: str, folders: Sequence[Path]) -> bool:
    """Whether a playbook or a role brings an Ansible module of this name, in Python or anything else."""
    return name.isidentifier() and any(next((folder / "library").glob(f"{name}.*"), None) for folder in folders)


def known_name(name: str) -> bool:
    """Whether a module or statement has this name, or will have."""
    return actions.find(name) is not None or actions.not_yet(name) is not None


def unknown_action(candidates: list[Node], node: Node) -> PlaybookError:
    """The error for a task none of whose keys is known."""
    key = candidates[0]
    name = str(key.value)
    if name == "hosts" or name.rpartition(".")[2] == "import_playbook":
        raise PlaybookError(f"{name} stands among tasks: this is a play", key.position,
                            "put it into a playbook; import_playbook, at its top level, brings another one")
    near = difflib.get_close_matches(name, [*sorted(TASK), *library.names(), *actions.statements()], 1, 0.7)
    known = library.suggest(name) if "." in name else None
    hint = f"did you mean {near[0]!r}?" if near else f"did you mean {known!r}?" if known else ""
    return PlaybookError(f"{name!r} is neither a module that pushcfg has nor a keyword of a task", key.position,
                         elsewhere.remedy(name) or hint or "`pushcfg doc` lists the modules")


def read_old_action(
    node: Node, word: str, defaults: Defaults, folders: Sequence[Path] = (), rendered: str | None = None
) -> Action:
    """`action: module arguments`, or a mapping with `module`; `rendered` is what a template of its name has given."""
    entry = node.get(word)
    assert entry is not None
    if not entry.is_mapping and not entry.is_string:
        raise PlaybookError(f"{word} must be text or a mapping, not {entry.description}", entry.position)
    said = entry.get("module") if entry.is_mapping else entry
    if said is None:
        raise PlaybookError(f"{word} does not say which module", entry.position, "add `module:`")
    name, rest = FIRST_WORD.match(str(said.value).strip()).groups()  # type: ignore[union-attr] # it matches any text
    value = Node("scalar", rest or None, entry.position)
    if entry.is_mapping:
        value = Node(entry.kind, tuple(pair for pair in entry.items() if pair[0].value != "module"), entry.position)
        if rest:
            raise PlaybookError(f"module is {said.value!r}, which is more than a name", said.position,
                                "write its arguments beside `module:`")
    local = word == "local_action"
    if has_template(name) and rendered is None:
        given = [part.plain() for part in (value, node.get("args")) if part is not None]
        return Action(word, actions.TEMPLATED, {"module": name, "arguments": given}, {"module": said.position},
                      local=local, named=partial(read_old_action, node, word, defaults, folders))
    return checked(node, word, with_own(rendered or name, folders), value, said.position, defaults, local)


def checked(
    node: Node, key: str, name: str, value: Node, position: Position, defaults: Defaults, local: bool = False
) -> Action:  # fmt: skip
    """An Action whose arguments the module takes."""
    remedy = actions.not_yet(name)
    if remedy is not None:
        raise PlaybookError(f"{name} is not supported yet", position, remedy)
    info = actions.find(name)
    if info is None:
        near = library.suggest(name)
        raise PlaybookError(f"pushcfg has no module {name!r}", position, f"did you mean {near!r}?" if near else "")
    extra = node.get("args")
    whole = value.value if is_whole(value) and info.cls.free_form is None else None
    arguments, positions = ({}, {}) if whole is not None else written(info, value)
    if extra is not None and is_whole(extra):
        whole = extra.value
    elif extra is not None and not extra.is_none:
        if not extra.is_mapping:
            raise PlaybookError(f"args must be a mapping, not {extra.description}", extra.position)
        for entry, content in extra.items():
            arguments.setdefault(str(entry.value), content.plain())
            positions.setdefault(str(entry.value), entry.position)
    with_defaults(info, arguments, positions, defaults)
    check_arguments(info, arguments, positions, position, whole is None)
    free = info.cls.free_form
    return Action(key, info.name, arguments, positions, free, local, whole)


def is_whole(node: Node) -> bool:
    """Whether one template stands in the place of a mapping."""
    text = str(node.value).strip() if node.is_string else ""
    return text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1


def check_arguments(
    info: ModuleInfo, arguments: Mapping[str, Any], positions: Mapping[str, Position], position: Position, all_: bool
) -> None:
    """PlaybookError with the place of the argument that the module does not take; `all_`: these are all there are."""
    if info.name in OPEN:
        arguments = {name: value for name, value in arguments.items() if name in info.params}
    try:
        if all_:
            info.convert(arguments, partial=True)
        else:
            for name, value in arguments.items():
                info.check(name, value)
    except ArgumentProblem as problem:
        place = positions.get(problem.argument or "", position)
        raise PlaybookError(problem.message, place, problem.hint) from None


def written(info: ModuleInfo, value: Node) -> tuple[dict[str, Any], dict[str, Position]]:
    """The arguments as they are written, and where."""
    if value.is_none:
        return {}, {}
    if value.is_mapping:
        named = {RAW: info.cls.free_form} if info.cls.free_form is not None else {}
        return ({named.get(key.value, str(key.value)): entry.plain() for key, entry in value.items()},
                {named.get(key.value, str(key.value)): key.position for key, entry in value.items()})
    if not value.is_string:
        if info.cls.free_form is not None and value.is_scalar:
            return {info.cls.free_form: str(value.value)}, {info.cls.free_form: value.position}
        raise PlaybookError(f"the arguments of {info.name} must be a mapping, not {value.description}",
                            value.position)
    return from_text(info, value)


def from_text(info: ModuleInfo, value: Node) -> tuple[dict[str, Any], dict[str, Position]]:
    """Arguments written as text: `k=v` pairs, and for modules such as command the rest of the text."""
    free_form = library.load("core.free_form")
    free = info.cls.free_form
    names = None if free is None or actions.is_statement(info.name) else free_form.COMMAND_NAMES
    try:
        rest, pairs = free_form.split_free_form(value.value, names)
    except ValueError as error:
        raise PlaybookError(str(error), value.position) from None
    if free is not None and rest:
        pairs[free] = rest
    elif rest.strip():
        raise PlaybookError(f"{info.name} takes arguments as `name=value`, not {rest.strip()!r}", value.position,
                            "write them as a mapping")
    return dict(pairs), dict.fromkeys(pairs, value.position)
