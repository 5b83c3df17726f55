"""Versions that can be compared: loose ones, strict ones, semantic ones, and those of Python packages."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

PIECES = re.compile(r"(\d+|[a-z]+|\.)")
STRICT = re.compile(r"^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$", re.ASCII)
# semver.org, 2.0.0, item 2 and 9 to 11.
SEMANTIC = re.compile(
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$"
)


@functools.total_ordering
class Loose:
    """Numbers and words in their order; comparing a number with a word is a TypeError, as in Ansible."""

    def __init__(self, text: str) -> None:
        pieces = (piece for piece in PIECES.split(text) if piece not in ("", "."))
        self.pieces: list[Any] = [int(piece) if piece.isdigit() else piece for piece in pieces]

    def __eq__(self, other: object) -> bool:
        """Whether both are the same; a TypeError where Ansible cannot tell."""
        if not isinstance(other, Loose):
            return False
        return self.pieces == other.pieces or (self < other) is None

    def __lt__(self, other: Loose) -> bool:
        """Whether this one is older."""
        return self.pieces < other.pieces

    __hash__ = None  # type: ignore[assignment]


def strict(text: str) -> tuple[Any, ...]:
    """Two or three numbers, then perhaps a or b with a number; ValueError for anything else."""
    found = STRICT.match(text)
    if found is None:
        raise ValueError(f"invalid version number '{text}'")
    major, minor, patch, letter, number = found.groups()
    # A version without a letter is newer than its alpha and beta.
    return int(major), int(minor), int(patch or 0), letter or "z", int(number or 0)


@functools.total_ordering
class Semantic:
    """A semantic version; build metadata counts for nothing."""

    def __init__(self, text: str) -> None:
        found = SEMANTIC.match(text)
        if found is None:
            raise ValueError(f"invalid semantic version '{text}'")
        before = found.group(4)
        parts = before.split(".") if before else []
        # Numbers come before words, and a release comes after what leads up to it.
        ranked = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
        self.order = (int(found.group(1)), int(found.group(2)), int(found.group(3)), before is None, ranked)

    def __eq__(self, other: object) -> bool:
        """Whether both rank the same."""
        return isinstance(other, Semantic) and self.order == other.order

    def __lt__(self, other: Semantic) -> bool:
        """Whether this one ranks lower."""
        return self.order < other.order

    __hash__ = None  # type: ignore[assignment]


def pep440(text: str) -> Any:
    """The version of a Python package; ValueError for anything else."""
    from packaging.version import Version  # takes 15 ms, and few playbooks ask for it

    return Version(text)


KINDS: dict[str, Callable[[str], Any]] = {
    "loose": Loose, "strict": strict, "semver": Semantic, "semantic": Semantic, "pep440": pep440,
}  # fmt: skip
