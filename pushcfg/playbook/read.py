"""Reads a playbook: every play with its keywords checked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pushcfg import actions
from pushcfg.errors import InputError, PlaybookError, Position
from pushcfg.events import Warned
from pushcfg.playbook.arguments import check_arguments
from pushcfg.playbook.blocks import read_entries
from pushcfg.playbook.defaults import with_defaults
from pushcfg.playbook.handlers import read_handlers
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import IMPORT_PLAYBOOK, PLAY, REFUSED_PLAY, check
from pushcfg.playbook.model import Condition, Play, Task
from pushcfg.playbook.prompts import read_prompts
from pushcfg.playbook.reading import Reading, Roots, entered
from pushcfg.playbook.rolefiles import collection_around, collection_roots
from pushcfg.playbook.roles import read_roles
from pushcfg.playbook.values import boolean, names, number, plain, title
from pushcfg.plugins import Plugins
from pushcfg.source import Node, load, loads
from pushcfg.template.scope import Names
from pushcfg.vault import NO_KEYS, Keyring

STRATEGIES = ("linear", "free", "host_pinned", "graph")
ORDERS = ("inventory", "reverse_inventory", "sorted", "reverse_sorted")


def read_playbook(
    path: Path, warnings: list[Warned], keyring: Keyring = NO_KEYS, roots: Roots | None = None,
    extra: Mapping[str, Any] | None = None, problems: list[InputError] | None = None,
) -> tuple[Play, ...]:  # fmt: skip
    """The plays of a file and of those that it imports; SourceError or PlaybookError with a place if one is wrong.

    `roots` are where roles are looked for, too; `extra` are variables that names of imported files may use. With
    `problems` errors go there, and what is wrong is left out.
    """
    reading = Reading(path.parent, warnings, read_entries, roots or Roots(), keyring, names=(Names(extra or {}),),
                      problems=problems)
    return tuple(read_file(path, with_plugins(reading), Inherited()))


def with_plugins(reading: Reading) -> Reading:
    """The same, with the plugins of collections and settings at hand."""
    reading.plugins = Plugins(tuple(collection_roots(reading)), reading.warnings)
    for kind, folder in reading.roots.plugins:
        reading.plugins.add(kind, folder)
    return reading


def read_given(
    text: str, name: str, folder: Path, warnings: list[Warned], keyring: Keyring, roots: Roots,
    problems: list[InputError],
) -> Play:  # fmt: skip
    """The one play in a text, as if it stood in `folder`; `name` stands for its file."""
    reading = Reading(folder, warnings, read_entries, roots, keyring, problems=problems)
    (node,) = loads(text, name).elements()
    return read_play(node, with_plugins(reading), Inherited(), folder)


def read_one(node: Node, folder: Path) -> Play:
    """A play that stands in no file."""
    return read_play(node, Reading(folder, [], read_entries), Inherited(), folder)


def read_file(path: Path, reading: Reading, inherited: Inherited) -> Iterator[Play]:
    """The plays of one file; `inherited` is what imports of it say."""
    if path.is_dir():
        raise PlaybookError(f"{path} is a folder, not a playbook")
    root = load(path, reading.warnings, reading.keyring)
    if root.is_none:
        raise PlaybookError("the playbook is empty", root.position, "it must be a list of plays")
    if not root.is_sequence:
        raise PlaybookError(f"a playbook must be a list of plays, not {root.description}", root.position,
                            "begin each play with `- hosts:`")
    for node in root.elements():
        for plays in reading.attempt(partial(read_node, node, reading, inherited, path.parent)):
            yield from plays


def read_node(node: Node, reading: Reading, inherited: Inherited, folder: Path) -> tuple[Play, ...]:
    """The play, or those of the playbook that is imported, which one entry of a file stands for."""
    if not node.is_mapping:
        raise PlaybookError(f"a play must be a mapping, not {node.description}", node.position)
    entry = imported_playbook(node)
    if entry is None:
        return (read_play(node, reading, inherited, folder),)
    return tuple(read_import(node, entry, reading, inherited, folder))


def imported_playbook(node: Node) -> Node | None:
    """The entry that names another playbook."""
    names = ("import_playbook", "ansible.builtin.import_playbook", "include")
    return next((entry for entry in map(node.get, names) if entry is not None), None)


def read_import(
    node: Node, entry: Node, reading: Reading, inherited: Inherited, folder: Path
) -> Iterator[Play]:
    """The plays of an imported playbook; what is said at the import holds for all of their tasks."""
    keys = {str(key.value) for key, _ in node.items() if node.get(key.value) is entry}
    check(node, IMPORT_PLAYBOOK | keys, REFUSED_PLAY, "import_playbook")
    if not entry.is_string:
        raise PlaybookError(f"import_playbook must name a file, not {entry.description}", entry.position)
    name = reading.text(entry.value, entry.position, "import_playbook")
    path = of_collection(name, reading) or Path(os.path.normpath(folder / os.path.expanduser(name)))
    if not path.is_file():
        raise PlaybookError(f"there is no playbook {path}", entry.position, "check the name")
    inner = entered(str(path), reading, entry.position)
    yield from read_file(path, inner, inherited.extended(node, "import_playbook"))


def of_collection(name: str, reading: Reading) -> Path | None:
    """The file that `namespace.collection.playbook` means; None if no collection has it."""
    parts = name.split(".")
    if len(parts) < 3 or not all(part.isidentifier() for part in parts):
        return None
    for root in collection_roots(reading):
        for suffix in (".yml", ".yaml"):
            path = root.joinpath(*parts[:2], "playbooks", *parts[2:]).with_suffix(suffix)
            if path.is_file():
                return path
    return None


def read_play(node: Node, playbook: Reading, outer: Inherited, folder: Path) -> Play:
    """One play of a playbook in this folder."""
    if "hosts" not in node:
        raise PlaybookError("this play does not say its hosts", node.position, "add `hosts:`")
    check(node, PLAY, REFUSED_PLAY, "a play")
    hosts = node.get("hosts")
    assert hosts is not None
    if hosts.is_none or hosts.plain() in ("", []):
        raise PlaybookError("hosts is empty", hosts.position, "name a group, a host or a pattern")
    parts = hosts.elements() if hosts.is_sequence else (hosts,)
    if not all(part.is_string for part in parts):
        raise PlaybookError(f"hosts must be text or a list, not {hosts.description}", hosts.position)
    own = names(node.get("vars"))
    reading = playbook.of_play(folder, own)
    reading.plugins.beside(folder)
    inherited = replace(outer.of_play(node), folders=(folder,), plugins=reading.plugins)
    if own_collection := collection_around(folder):
        inherited = replace(inherited, collections=(own_collection, *inherited.collections))
    roles = tuple(read_roles(node.get("roles"), inherited, reading))
    sections = [read_entries(node.get(name), inherited, reading) for name in ("pre_tasks", "tasks", "post_tasks")]
    sections[1] = (*roles, *sections[1])
    handlers = tuple(read_handlers(node.get("handlers"), inherited, reading))
    return Play(
        name=title(node) or str(hosts.plain()),
        position=node.position,
        hosts=hosts.plain(),
        hosts_position=hosts.position,
        sections=tuple(sections),
        handlers=(*reading.handlers, *handlers),
        variables=own,
        reading=reading,
        vars_files=tuple(vars_files(node.get("vars_files"))),
        prompts=read_prompts(node.get("vars_prompt")),
        gather=gather_task(node, inherited),
        serial=serial(node.get("serial")),
        max_fail_percentage=number(node.get("max_fail_percentage"), "max_fail_percentage", None),
        any_errors_fatal=boolean(node.get("any_errors_fatal"), "any_errors_fatal", False),
        strategy=choice(node, "strategy", STRATEGIES),
        force_handlers=forces_handlers(node.get("force_handlers")),
        order=choice(node, "order", ORDERS) or "inventory",
        identity=plain(node, "id"),
        keywords={name: plain(node, name)
                  for name in ("become", "become_user", "remote_user", "connection", "port", "user")},
    )


def gather_task(node: Node, inherited: Inherited) -> Task | None:
    """The task that gathers facts at the start of a play; None for a play that does without."""
    wanted = boolean(node.get("gather_facts"), "gather_facts", True)
    if wanted is False:
        return None
    arguments: dict[str, Any] = {}
    positions: dict[str, Position] = {}
    for name in ("gather_subset", "gather_timeout", "fact_path"):
        entry = node.get(name)
        if entry is not None and not entry.is_none:
            arguments[name], positions[name] = entry.plain(), entry.position
    setup = actions.find("setup")
    assert setup is not None
    with_defaults(setup, arguments, positions, inherited.module_defaults)
    check_arguments(setup, arguments, positions, node.position, True)
    fields: dict[str, Any] = inherited.fields()
    position = (node.key("gather_facts") or node).position
    when = () if wanted is True else (Condition(wanted, position),)
    fields.update(when=when, notify=(), tags=frozenset({"always"}) | inherited.tags, register=None,
                  run_once=False, delegate_to=None)
    return Task(name="Gathering Facts", action="setup", arguments=arguments, position=position,
                argument_positions=positions, **fields)


def forces_handlers(node: Node | None) -> bool:
    """Whether failures keep no handler from running; PlaybookError for a template, since the graph depends on it."""
    value = boolean(node, "force_handlers", False)
    if node is not None and not isinstance(value, bool):
        raise PlaybookError("force_handlers is a template", node.position, "write true or false")
    return value is True


def vars_files(node: Node | None) -> Iterator[Condition]:
    """The files, each a path or a list of paths of which the first that is there counts."""
    if node is None or node.is_none:
        return
    entries = node.elements() if node.is_sequence else (node,)
    for entry in entries:
        yield Condition(entry.plain(), entry.position)


def serial(node: Node | None) -> tuple[Any, ...]:
    """The sizes of batches, as written."""
    if node is None or node.is_none:
        return ()
    if node.is_mapping:
        raise PlaybookError(f"serial must be a number, a per cent or a list, not {node.description}", node.position)
    sizes = tuple(part.plain() for part in node.elements()) if node.is_sequence else (node.plain(),)
    for size in sizes:
        text = str(size).strip().rstrip("%")
        if "{" not in text and not text.isdigit():
            raise PlaybookError(f"serial is {size!r}, neither a number nor a per cent", node.position)
    return sizes


def choice(node: Node, name: str, choices: tuple[str, ...]) -> str | None:
    """One of a few words, with or without Ansible's collection in front."""
    entry = node.get(name)
    if entry is None or entry.is_none:
        return None
    word = str(entry.plain()).removeprefix("ansible.builtin.")
    if word not in choices:
        raise PlaybookError(f"{name} is {word!r}, not one of: {', '.join(choices)}", entry.position)
    return word
