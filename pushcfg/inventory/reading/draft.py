"""An inventory while its sources are being read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.inventory.entities import LOCAL_NAMES
from pushcfg.model import Layer, Merging
from pushcfg.source.merging import put_over
from pushcfg.vault import NO_KEYS, Keyring

_ODD: Final = re.compile(r"[\x01-\x1f\x7f<>{}()|;&$`\\\"']")


@dataclass(slots=True)
class DraftHost:
    """A host so far."""

    name: str
    source: str
    position: Position | None
    values: dict[str, Any] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)


@dataclass(slots=True)
class DraftGroup:
    """A group so far; the dicts are ordered sets."""

    name: str
    position: Position | None
    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    parents: dict[str, None] = field(default_factory=dict)
    priority: int = 1
    values: dict[str, Any] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)


class Draft:
    """Collects hosts, groups and variables in the order in which the sources name them.

    `source` is the file or comma list that is being read; `opened`: it was encrypted, so that its values are secret.
    `folders` are those of the files that have been read; `extra` are the variables of -e.
    """

    def __init__(self, warnings: list[Warned], keyring: Keyring = NO_KEYS, extra: Layer | None = None) -> None:
        self.hosts: dict[str, DraftHost] = {}
        self.groups: dict[str, DraftGroup] = {}
        self.warnings = warnings
        self.keyring = keyring
        self.source = ""
        self.opened = False
        self.extra = extra
        self.folders: dict[str, None] = {}
        self.add_group("all", None)
        self.add_group("ungrouped", None)
        self.add_child("all", "ungrouped", None)

    def done(self, file: Path) -> None:
        """Take note that a file has been read; its folder counts where it is named last."""
        folder = os.path.dirname(file) or "."
        self.folders.pop(folder, None)
        self.folders[folder] = None

    def add_group(self, name: str, position: Position | None) -> None:
        """Declare a group, for the first time or again."""
        if not name:
            raise InventoryError("a group has no name", position, "name it")
        if name not in self.groups:
            self.groups[name] = DraftGroup(name, position)

    def add_host(self, name: str, group: str, port: int | None, position: Position | None) -> None:
        """Declare a host in a group; the port counts where the host is named for the first time."""
        if not name:
            raise InventoryError("a host has no name", position, "name it")
        if name not in self.hosts:
            self._look_at(name, position)
            self.hosts[name] = DraftHost(name, self.source, position)
            if port:
                self.set_variable(name, "ansible_port", port, position)
            self._warn_of_second_localhost(name, position)
        self.groups[group].hosts[name] = None

    def add_child(self, parent: str, child: str, position: Position | None) -> None:
        """Put a group into another."""
        if parent == child:
            raise InventoryError(f"the group {parent!r} is its own child", position, "remove it there")
        if child in self.groups[parent].children:
            return
        loop = self._way_up(parent, child)
        if loop:
            raise InventoryError(
                f"the groups contain one another: {' > '.join([*loop, child])}", position, "break the loop"
            )
        self.groups[parent].children[child] = None
        self.groups[child].parents[parent] = None

    def set_variable(self, entity: str, name: str, value: Any, position: Position | None) -> None:
        """Set a variable of a group or host; where both have one name, of the group, as in Ansible."""
        owner = self.groups.get(entity) or self.hosts[entity]
        if name == "ansible_group_priority" and isinstance(owner, DraftGroup):
            owner.priority = _priority(value, position)
            return
        if self.opened:
            self.keyring.cover({name: value})
        lower = owner.values.get(name)
        owner.values[name] = put_over(lower, value) if isinstance(value, Merging) and lower is not None else value
        if position is not None:
            owner.positions[name] = position

    def ancestors(self, group: str) -> set[str]:
        """The groups that contain a group, directly or not."""
        found: set[str] = set()
        pending = list(self.groups[group].parents)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.groups[name].parents)
        return found

    def _look_at(self, host: str, position: Position | None) -> None:
        """Refuse what cannot be a name, and warn of what hardly is one: the file may be no inventory at all."""
        if "\0" in host:
            raise InventoryError("a host's name has a NUL in it", position, "name a text file")
        if _ODD.search(host):
            self.warnings.append(Warned(f"{host!r} is an odd name of a host; is this an inventory?", position))

    def _way_up(self, start: str, goal: str) -> list[str]:
        """Groups from `goal` down to `start`, or none where `goal` does not contain `start`."""
        came_from: dict[str, str] = {start: ""}
        pending = [start]
        while pending:
            name = pending.pop()
            if name == goal:
                way = [goal]
                while came_from[way[-1]]:
                    way.append(came_from[way[-1]])
                return way
            for parent in self.groups[name].parents:
                if parent not in came_from:
                    came_from[parent] = name
                    pending.append(parent)
        return []

    def _warn_of_second_localhost(self, name: str, position: Position | None) -> None:
        if name in LOCAL_NAMES:
            first = next(host for host in self.hosts if host in LOCAL_NAMES)
            if first != name:
                self.warnings.append(Warned(f"{name} is this machine, as {first} is already", position))


def _priority(value: Any, position: Position | None) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InventoryError(
            f"ansible_group_priority is {value!r}", position, "give a whole number"
        ) from error
