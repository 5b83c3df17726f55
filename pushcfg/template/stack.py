"""Layers of variables, one over the other: which of them is the nearest that has a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pushcfg.template.layers import MISSING, Names


class Stack:
    """Finds names; the first layer is the nearest.

    `front` are the layers that have been put before those of `base`, which then knows where to find a name; all of
    them where there is no base. `nearest` keeps what was found; it is None where layers may get or lose names.
    """

    __slots__ = ("base", "front", "layers", "nearest")

    def __init__(self, layers: Iterable[Names]) -> None:
        self.layers = tuple(layers)
        self.front = self.layers
        self.base: Stack | None = None
        self.nearest: dict[str, Names | None] | None = None

    def layer(self, name: str) -> Names | None:
        """The nearest layer that has a variable."""
        if self.nearest is not None and name in self.nearest:
            return self.nearest[name]
        for layer in self.front:
            if name in layer.values:
                found: Names | None = layer
                break
        else:
            found = None if self.base is None else self.base.layer(name)
        if self.nearest is not None:
            self.nearest[name] = found
        return found

    def written(self, name: str) -> Any:
        """The value as it was written; MISSING if no layer has it."""
        layer = self.layer(name)
        return MISSING if layer is None else layer.values[name]

    def given(self, name: str) -> Iterator[Any]:
        """What each layer gives to a variable, the nearest first."""
        return (layer.values[name] for layer in self.layers if name in layer.values)

    def told(self, name: str) -> str:
        """A variable with the place where it was written, if that is known."""
        layer = self.layer(name)
        place = layer.where(name) if layer is not None else None
        return f"{name} ({place})" if place is not None else name
