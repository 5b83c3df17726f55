"""Mappings whose items are rendered when they are read: the variable `vars`, and one that reads itself."""

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

    def lacking(self, name: object) -> str:
        """What is said of a variable that there is not."""
        return f"there is no variable {name!r}"

    def __getitem__(self, name: str) -> Any:
        value = self.value(name)
        if value is MISSING:
            raise KeyError(name)
        return value

    def value(self, name: str) -> Any:
        """A variable, rendered; MISSING if there is none."""
        return self.scope.get(name)

    def __iter__(self) -> Iterator[str]:
        return self.scope.names()

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Elsewhere(Everything):
    """The variables of another host, in which templates read those of the host that looks at them."""

    __slots__ = ("reader",)

    def __init__(self, scope: Scope, reader: Scope) -> None:
        super().__init__(scope)
        self.reader = reader

    def value(self, name: str) -> Any:
        """As Everything."""
        layer = self.scope.layer(name)
        templated = layer is not None and name in layer.templated
        return self.reader.render(self.scope.written(name), self.reader) if templated else self.scope.get(name)


class Parts(Mapping[str, Any]):
    """A mapping that one of its own parts reads, which may read any of the others, as in Ansible."""

    __slots__ = ("_mapping", "_name", "_scope")

    def __init__(self, scope: Scope, mapping: Mapping[str, Any], name: str) -> None:
        self._scope = scope
        self._mapping = mapping
        self._name = name

    def __getitem__(self, key: str) -> Any:
        value = self._mapping[key]
        if isinstance(value, Mapping):
            return Parts(self._scope, value, f"{self._name}.{key}")
        return self._scope.render(value, self._scope)

    def __iter__(self) -> Iterator[str]:
        return iter(self._mapping)

    def __len__(self) -> int:
        return len(self._mapping)
