"""The variable `vars`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pushcfg.template.layers import MISSING

if TYPE_CHECKING:
    from pushcfg.template.scope import Scope


class Everything(Mapping[str, Any]):
    """The variable `vars`: all others, each rendered when it is read."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __getitem__(self, name: str) -> Any:
        value = self.scope.get(name)
        if value is MISSING:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return self.scope.names()

    def __len__(self) -> int:
        return sum(1 for _ in self)
