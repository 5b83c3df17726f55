"""What is a container, and of which kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
