"""pushcfg's own filters, under the names that templates have for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pushcfg.template.filters import FILTERS


class FilterModule:
    """All of them."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return dict(FILTERS)


def __getattr__(name: str) -> Callable[..., Any]:
    for known in (name, f"to_{name}"):
        if known in FILTERS:
            return FILTERS[known]
    raise AttributeError(name)
