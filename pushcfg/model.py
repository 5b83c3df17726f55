"""Values that every floor speaks of: frozen, picklable, without behaviour beyond themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pushcfg.errors import Position

EMPTY: Mapping[str, Any] = MappingProxyType({})


class Status(StrEnum):
    """What a task can end as on a host."""

    OK = "ok"
    CHANGED = "changed"
    SKIPPED = "skipped"
    FAILED = "failed"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


class Unsafe(str):
    """Text that is data: it is never rendered as a template."""

    __slots__ = ()


class Decrypted(Unsafe):
    """Text that was encrypted: a secret, and data."""

    __slots__ = ()


@dataclass(frozen=True)
class Vaulted:
    """A value that is still encrypted: `ciphertext` as Ansible Vault writes it, and where it stands."""

    ciphertext: str
    position: Position | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return "!vault"


@dataclass(frozen=True)
class Merging:
    """A mapping or list that is to be merged with what weaker layers say of its variable.

    `lower` is what it has met there, alone, if that has to be rendered before.
    """

    value: Any
    position: Position | None = field(default=None, compare=False)
    lower: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Layer:
    """Variables from one source; `positions` says where each was written, as far as it is known."""

    source: str
    values: Mapping[str, Any]
    positions: Mapping[str, Position] = field(default_factory=dict)

    @cached_property
    def merges(self) -> bool:
        """Whether any of the variables is to be merged with weaker ones."""
        return any(isinstance(value, Merging) for value in self.values.values())
