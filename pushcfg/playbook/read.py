"""Reads a playbook: every play with its keywords checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pushcfg.errors import PlaybookError
from pushcfg.events import Warned
from pushcfg.playbook.blocks import Numbers, read_entries
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import PLAY, REFUSED_PLAY, check
from pushcfg.playbook.model import Condition, Play, Task
from pushcfg.playbook.tasks import read_handler
from pushcfg.playbook.values import boolean, names, plain
from pushcfg.source import Node, load
from pushcfg.vault import NO_KEYS, Keyring

STRATEGIES = ("linear", "free", "host_pinned")
ORDERS = ("inventory", "reverse_inventory", "sorted", "reverse_sorted")


def read_playbook(path: Path, warnings: list[Warned], keyring: Keyring = NO_KEYS) -> tuple[Play, ...]:
    """The plays of a file; SourceError or PlaybookError with its place for anything that makes no sense."""
    if path.is_dir():
        raise PlaybookError(f"{path} is a folder, not a playbook")
    root = load(path, warnings, keyring)
    if root.is_none:
        raise PlaybookError("the playbook is empty", root.position, "it must be a list of plays")
    if not root.is_sequence:
        raise PlaybookError(f"a playbook must be a list of plays, not {root.description}", root.position,
                            "begin each play with `- hosts:`")
    numbers = Numbers()
    return tuple(read_play(node, numbers) for node in root.elements())


def read_play(node: Node, numbers: Numbers) -> Play:
    """One play."""
    if not node.is_mapping:
        raise PlaybookError(f"a play must be a mapping, not {node.description}", node.position)
    if "import_playbook" not in node and "hosts" not in node:
        raise PlaybookError("this play does not say its hosts", node.position, "add `hosts:`")
    check(node, PLAY, REFUSED_PLAY, "a play")
    hosts = node.get("hosts")
    assert hosts is not None
    if hosts.is_none or hosts.plain() in ("", []):
        raise PlaybookError("hosts is empty", hosts.position, "name a group, a host or a pattern")
    if hosts.is_mapping:
        raise PlaybookError(f"hosts must be text or a list, not {hosts.description}", hosts.position)
    inherited = Inherited.of_play(node)
    return Play(
        name=str(plain(node, "name") or hosts.plain()),
        position=node.position,
        hosts=hosts.plain(),
        hosts_position=hosts.position,
        sections=tuple(read_entries(node.get(name), inherited, numbers)
                       for name in ("pre_tasks", "tasks", "post_tasks")),
        handlers=tuple(read_handlers(node.get("handlers"), inherited)),
        variables=names(node.get("vars")),
        vars_files=tuple(vars_files(node.get("vars_files"))),
        gather=gather_task(node, inherited),
        serial=serial(node.get("serial")),
        max_fail_percentage=plain(node, "max_fail_percentage"),
        any_errors_fatal=boolean(node.get("any_errors_fatal"), "any_errors_fatal", False),
        strategy=choice(node, "strategy", STRATEGIES),
        order=choice(node, "order", ORDERS) or "inventory",
        identity=plain(node, "id"),
        keywords={name: plain(node, name)
                  for name in ("become", "become_user", "remote_user", "connection", "port", "user")},
    )


def read_handlers(node: Node | None, inherited: Inherited) -> Iterator[Task]:
    """The handlers."""
    if node is None or node.is_none:
        return
    if not node.is_sequence:
        raise PlaybookError(f"handlers must be a list, not {node.description}", node.position)
    for entry in node.elements():
        yield read_handler(entry, inherited)


def gather_task(node: Node, inherited: Inherited) -> Task | None:
    """The task that gathers facts at the start of a play; None for a play that does without."""
    wanted = boolean(node.get("gather_facts"), "gather_facts", True)
    if wanted is False:
        return None
    subset = node.get("gather_subset")
    arguments = {} if subset is None else {"gather_subset": subset.plain()}
    fields: dict[str, Any] = inherited.fields()
    position = (node.key("gather_facts") or node).position
    when = () if wanted is True else (Condition(wanted, position),)
    fields.update(when=when, notify=(), tags=frozenset({"always"}) | inherited.tags, register=None,
                  run_once=False, delegate_to=None)
    return Task(name="Gathering Facts", action="setup", arguments=arguments, position=position, **fields)


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
