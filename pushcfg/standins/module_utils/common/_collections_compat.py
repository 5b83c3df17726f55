"""Kinds of containers."""

from __future__ import annotations

from collections.abc import (
    Container,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    MutableSequence,
    Sequence,
    Set,
)

__all__ = ["Container", "Hashable", "Iterable", "Iterator", "Mapping", "MutableMapping", "MutableSequence",
           "Sequence", "Set"]  # fmt: skip
