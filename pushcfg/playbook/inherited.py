"""What plays and blocks hand down to the tasks in them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pushcfg.errors import PlaybookError
from pushcfg.playbook.defaults import Defaults, module_defaults
from pushcfg.playbook.model import Condition, Omittable
from pushcfg.playbook.role import Role
from pushcfg.playbook.values import boolean, conditions, names, number, split_texts, texts
from pushcfg.plugins import Plugins
from pushcfg.source import Node
from pushcfg.template.scope import Names

BOOLEANS = ("any_errors_fatal", "become", "check_mode", "delegate_facts", "diff", "ignore_errors", "ignore_unreachable",
            "no_log", "run_once")  # fmt: skip
PLAIN = ("become_exe", "become_flags", "become_method", "become_user", "connection", "delegate_to", "port",
         "remote_user")  # fmt: skip
NUMBERS = ("throttle", "timeout")


@dataclass(frozen=True)
class Inherited:
    """What is handed down; the fields have the names of Task's."""

    any_errors_fatal: Any = False
    become: Any = None
    become_exe: Any = None
    become_flags: Any = None
    become_method: Any = None
    become_user: Any = None
    check_mode: Any = None
    connection: Any = None
    delegate_facts: Any = False
    delegate_to: Any = None
    diff: Any = None
    environment: tuple[Any, ...] = ()
    ignore_errors: Any = False
    ignore_unreachable: Any = False
    no_log: Any = False
    notify: tuple[Any, ...] = ()
    port: Any = None
    remote_user: Any = None
    run_once: Any = False
    tags: frozenset[str] = frozenset()
    throttle: Any = 0
    timeout: Any = 0
    variables: tuple[Names, ...] = ()
    when: tuple[Condition, ...] = ()
    role: Role | None = None
    folders: tuple[Path, ...] = ()
    module_defaults: Defaults = field(default_factory=dict, compare=False)
    plugins: Plugins = field(default_factory=Plugins, compare=False)
    # Where roles are looked for by their short names.
    collections: tuple[str, ...] = field(default=(), compare=False)

    def of_play(self, node: Node) -> Inherited:
        """What a play hands down; its variables have a layer of their own."""
        user = node.get("user")
        start = self if user is None else replace(self, remote_user=user.plain())
        return replace(start.extended(node, "a play"), variables=self.variables)

    def extended(self, node: Node, what: str) -> Inherited:
        """With what a block or a task says itself."""
        changes: dict[str, Any] = {}
        for name in BOOLEANS:
            if name in node:
                changes[name] = self.or_outer(name, boolean(node.get(name), name, getattr(self, name)))
        for name in NUMBERS:
            if name in node:
                changes[name] = self.or_outer(name, number(node.get(name), name, getattr(self, name)))
        for name in PLAIN:
            entry = node.get(name)
            if entry is not None:
                if not entry.is_scalar:
                    raise PlaybookError(f"{name} must be text, not {entry.description}", entry.position)
                changes[name] = self.or_outer(name, entry.plain())
        if node.get("collections") is not None:
            changes["collections"] = texts(node.get("collections"), "collections")
        check_become_method(node)
        check_debugger(node.get("debugger"))
        changes["module_defaults"] = module_defaults(node.get("module_defaults"), self.module_defaults)
        environment = node.get("environment")
        if environment is not None and not environment.is_none:
            parts = environment.elements() if environment.is_sequence else (environment,)
            for part in parts:
                if not part.is_mapping and not (part.is_string and "{" in part.value):
                    raise PlaybookError(f"environment must be a mapping, not {part.description}", part.position)
            changes["environment"] = self.environment + tuple(part.plain() for part in parts)
        changes["notify"] = self.notify + notified(node.get("notify"))
        changes["tags"] = self.tags | frozenset(split_texts(node.get("tags"), "tags"))
        changes["when"] = self.when + conditions(node.get("when"))
        own = names(node.get("vars"))
        if own.values:
            # The nearest layer comes first.
            changes["variables"] = (own, *self.variables)
        return replace(self, **changes)

    def or_outer(self, name: str, value: Any) -> Any:
        """What a keyword says, with what counts where it turns out to be omitted."""
        outer = getattr(self, name)
        fallible = isinstance(value, str) and "omit" in value and outer not in (None, False, 0)
        return Omittable(value, outer) if fallible else value

    def fields(self) -> dict[str, Any]:
        """As arguments of Task."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self) if entry.compare}


def check_become_method(node: Node) -> None:
    """sudo and su are the ways to become another user."""
    entry = node.get("become_method")
    said = "sudo" if entry is None else str(entry.plain())
    if entry is not None and "{" not in said and said.rpartition(".")[2] not in ("sudo", "su"):
        raise PlaybookError(f"become_method {entry.plain()!r} is not supported", entry.position, "use sudo or su")


def check_debugger(node: Node | None) -> None:
    """There is none to start: where a host stops, its message says the place, and -vvv the rest."""
    if node is not None and not node.is_none and node.plain() != "never":
        raise PlaybookError(f"debugger is {node.plain()!r}, and there is no debugger", node.position,
                            "take it out, or say never; -vvv shows results and tracebacks")


def notified(node: Node | None) -> tuple[Any, ...]:
    """Names of handlers, or templates of names."""
    if node is None or node.is_none:
        return ()
    entries = node.elements() if node.is_sequence else (node,)
    for entry in entries:
        if entry.is_mapping:
            hint = "quote a name that has a colon in it"
            raise PlaybookError(f"notify takes names of handlers, not {entry.description}", entry.position, hint)
    return tuple(entry.plain() for entry in entries)
