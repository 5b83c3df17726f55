"""Functions that templates can call."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any


def now(utc: bool = False, fmt: str | None = None) -> Any:
    """The time: local, or UTC; as text with a format of strftime."""
    zone = datetime.UTC if utc else None
    found = datetime.datetime.now(zone).replace(tzinfo=None)
    return found.strftime(fmt) if fmt else found


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"now": now}
