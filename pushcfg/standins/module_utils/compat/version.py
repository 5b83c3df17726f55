"""Versions that can be compared with one another, and with text."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from pushcfg.template.versions import Loose, strict


@functools.total_ordering
class Version:
    """What both kinds have in common: the text that they were made of, and an order."""

    ordered: ClassVar[Any]

    def __init__(self, vstring: str | None = None) -> None:
        if vstring is not None:
            self.parse(str(vstring))

    def parse(self, vstring: str) -> None:
        """Take a text."""
        self.vstring = vstring
        self.rank = type(self).ordered(vstring)

    def __str__(self) -> str:
        return self.vstring

    def __repr__(self) -> str:
        return f"{type(self).__name__} ('{self}')"

    def __eq__(self, other: object) -> bool:
        """Whether both rank the same."""
        if isinstance(other, str):
            other = type(self)(other)
        return bool(self.rank == other.rank) if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: Any) -> bool:
        """Whether this one is older."""
        return bool(self.rank < (type(self)(other) if isinstance(other, str) else other).rank)

    __hash__ = None  # type: ignore[assignment]


class LooseVersion(Version):
    """Numbers and words, in any number; `version` has them."""

    ordered = Loose

    @property
    def version(self) -> list[Any]:
        """The parts."""
        return list(self.rank.pieces)


class StrictVersion(Version):
    """Two or three numbers, then perhaps a or b with a number."""

    ordered = staticmethod(strict)

    @property
    def version(self) -> tuple[int, int, int]:
        """The three numbers."""
        major, minor, patch = self.rank[:3]
        return major, minor, patch
