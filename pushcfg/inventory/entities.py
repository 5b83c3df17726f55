"""Hosts and groups, as all sources together declare them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pushcfg.errors import Position

LOCAL_NAMES: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Host:
    """A host with the variables that inventory files give it.

    `groups` are all groups that it is in, directly or through their children, in the order in which their
    variables are merged: by depth, priority and name. `source` is the file or the comma list that named the
    host first; None for this machine, where no inventory mentions it.
    """

    name: str
    groups: tuple[str, ...]
    values: Mapping[str, Any]
    positions: Mapping[str, Position] = field(default_factory=dict)
    source: str | None = None
    position: Position | None = None

    @property
    def implicit(self) -> bool:
        """Whether no inventory mentions this host: it is this machine, named by a pattern."""
        return self.source is None


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its own hosts and children, and the variables that inventory files give it.

    `depth` is the length of the longest way from the group `all`.
    """

    name: str
    hosts: tuple[str, ...]
    children: tuple[str, ...]
    parents: tuple[str, ...]
    depth: int
    priority: int
    values: Mapping[str, Any]
    positions: Mapping[str, Position] = field(default_factory=dict)
    position: Position | None = None

    @property
    def rank(self) -> tuple[int, int, str]:
        """What decides between two groups that set one variable: the higher wins."""
        return (self.depth, self.priority, self.name)


def place_of(source: str | None) -> dict[str, str | None]:
    """Ansible's variables about the file that named a host, and its folder, which a list of hosts does not have."""
    if source is None or not os.path.exists(source):
        return {"inventory_file": source, "inventory_dir": None}
    path = os.path.abspath(source)
    return {"inventory_file": path, "inventory_dir": os.path.dirname(path)}
