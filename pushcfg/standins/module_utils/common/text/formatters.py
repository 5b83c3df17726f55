"""Sizes as people write them."""

from __future__ import annotations

from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters import numbers


def human_to_bytes(number: Any, default_unit: str | None = None, isbits: bool = False) -> int:
    """How many bytes; ValueError where that is no size."""
    try:
        return numbers.human_to_bytes(number, default_unit, isbits)
    except TemplateError as error:
        raise ValueError(error.message) from None


def bytes_to_human(size: Any, isbits: bool = False, unit: str | None = None) -> str:
    """A size with its unit; ValueError where that is none."""
    try:
        return numbers.human_readable(size, isbits, unit)
    except TemplateError as error:
        raise ValueError(error.message) from None


def lenient_lowercase(lst: Any) -> Any:
    """A list with its texts in small letters, or one text."""
    if isinstance(lst, str):
        return lst.lower()
    return [part.lower() if hasattr(part, "lower") else part for part in lst]
