"""What is a container, and of which kind."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any


def is_string(seq: Any) -> bool:
    """Whether it is text, or bytes."""
    return isinstance(seq, str | bytes)


def is_iterable(seq: Any, include_strings: bool = False) -> bool:
    """Whether there is something to go through."""
    return isinstance(seq, Iterable) and (include_strings or not is_string(seq))


def is_sequence(seq: Any, include_strings: bool = False) -> bool:
    """Whether it is a list, or like one."""
    return isinstance(seq, Sequence) and (include_strings or not is_string(seq))


def count(seq: Any) -> dict[Any, int]:
    """How often each part is there."""
    if not is_iterable(seq):
        raise TypeError("count takes something that can be gone through")
    found: dict[Any, int] = {}
    for part in seq:
        found[part] = found.get(part, 0) + 1
    return found


class ImmutableDict(Hashable, Mapping[Any, Any]):
    """A mapping that does not change."""

    def __init__(self, *given: Any, **more: Any) -> None:
        self._held = dict(*given, **more)

    def __getitem__(self, name: Any) -> Any:
        return self._held[name]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._held == dict(other)

    def union(self, other: Mapping[Any, Any]) -> ImmutableDict:
        """With the pairs of another, which win."""
        return ImmutableDict({**self._held, **other})

    def difference(self, keys: Iterable[Any]) -> ImmutableDict:
        """Without these."""
        left = frozenset(keys)
        return ImmutableDict({name: value for name, value in self._held.items() if name not in left})


__all__ = ["Hashable", "ImmutableDict", "Mapping", "MutableMapping", "Sequence", "count", "is_iterable", "is_sequence",
           "is_string"]  # fmt: skip
