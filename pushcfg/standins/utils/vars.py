"""Variables put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushcfg.template.filters.mappings import merged


def merge_hash(x: Mapping[str, Any], y: Mapping[str, Any], recursive: bool = True, list_merge: str = "replace") -> Any:
    """Two mappings, the second over the first."""
    return merged(x, y, recursive, list_merge)


def combine_vars(a: Mapping[str, Any], b: Mapping[str, Any], merge: bool | None = None) -> Any:
    """Two layers of variables: the second replaces what the first has, unless it is to be merged."""
    return merged(a, b, bool(merge), "replace")
