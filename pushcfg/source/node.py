"""A YAML document as a tree of values that know where they were written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pushcfg.errors import Position
from pushcfg.model import Merging, Vaulted

Scalar = Vaulted | Merging | str | int | float | bool | bytes | datetime.date | None
Pairs = tuple[tuple["Node", "Node"], ...]

MAPPING: Final = "mapping"
SEQUENCE: Final = "sequence"
SCALAR: Final = "scalar"


@dataclass(frozen=True, slots=True)
class Node:
    """One mapping, sequence or scalar.

    `value` is, in that order, a tuple of (key, value) pairs of nodes, with merge keys resolved and without
    duplicates; a tuple of nodes; or a Python value. Text under `!unsafe` is `pushcfg.model.Unsafe`, and under
    `!vault` `pushcfg.model.Vaulted`. What stands behind `!merge` is a scalar, `pushcfg.model.Merging`.
    """

    kind: str
    value: Any
    position: Position

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return self.kind == MAPPING

    @property
    def is_sequence(self) -> bool:
        """Whether this is a sequence."""
        return self.kind == SEQUENCE

    @property
    def is_scalar(self) -> bool:
        """Whether this is neither mapping nor sequence."""
        return self.kind == SCALAR

    @property
    def is_string(self) -> bool:
        """Whether this is text."""
        return self.kind == SCALAR and isinstance(self.value, str)

    @property
    def is_none(self) -> bool:
        """Whether nothing was written here, or null."""
        return self.kind == SCALAR and self.value is None

    @property
    def description(self) -> str:
        """What this is, for messages such as `expected a list, not {description}`."""
        if self.kind == MAPPING:
            return "a mapping"
        if self.kind == SEQUENCE:
            return "a list"
        if self.value is None:
            return "nothing"
        if isinstance(self.value, Vaulted):
            return "a vaulted value"
        if isinstance(self.value, Merging):
            return "a value behind !merge"
        if isinstance(self.value, str):
            return f"the text {_short(self.value)!r}"
        if isinstance(self.value, bool):
            return f"the boolean {str(self.value).lower()}"
        if isinstance(self.value, int | float):
            return f"the number {self.value}"
        return f"the {type(self.value).__name__} {self.value}"

    def items(self) -> Pairs:
        """The (key, value) pairs of a mapping, in the order written; none for anything else."""
        pairs: Pairs = self.value if self.kind == MAPPING else ()
        return pairs

    def keys(self) -> tuple[Any, ...]:
        """The plain keys of a mapping, in the order written."""
        return tuple(key.value for key, _ in self.items())

    def get(self, name: Scalar) -> Node | None:
        """The value under a key, or None where a mapping has no such key."""
        entry = self.entry(name)
        return None if entry is None else entry[1]

    def key(self, name: Scalar) -> Node | None:
        """The node of the key itself, for its position."""
        entry = self.entry(name)
        return None if entry is None else entry[0]

    def entry(self, name: Scalar) -> tuple[Node, Node] | None:
        """The nodes of a key and of its value."""
        for pair in self.items():
            if pair[0].value == name:
                return pair
        return None

    def elements(self) -> tuple[Node, ...]:
        """The nodes of a sequence; none for anything else."""
        nodes: tuple[Node, ...] = self.value if self.kind == SEQUENCE else ()
        return nodes

    def __contains__(self, name: object) -> bool:
        """Whether a mapping has a key."""
        return any(key.value == name for key, _ in self.items())

    def __iter__(self) -> Iterator[Node]:
        """The nodes of a sequence."""
        return iter(self.elements())

    def __len__(self) -> int:
        """The number of pairs of a mapping, or of elements of a sequence."""
        return 0 if self.kind == SCALAR else len(self.value)

    def __bool__(self) -> bool:
        """True, always."""
        # A node is there even when it is empty: `if node` must not depend on __len__.
        return True

    def plain(self) -> Any:
        """This tree as ordinary dict, list and scalar values, of which no two share anything mutable."""
        if self.kind == SCALAR:
            return self.value
        if self.kind == MAPPING:
            return {key.value: value.plain() for key, value in self.value}
        return [node.plain() for node in self.value]

    def key_positions(self) -> dict[Any, Position]:
        """Where each value of a mapping was written, by its key."""
        return {key.value: key.position for key, _ in self.items()}


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
