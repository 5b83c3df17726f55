"""Functions that templates can call."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.errors import TemplateError


def now(utc: bool = False, fmt: str | None = None) -> Any:
    """The time: local, or UTC; as text with a format of strftime."""
    zone = datetime.UTC if utc else None
    found = datetime.datetime.now(zone).replace(tzinfo=None)
    return found.strftime(fmt) if fmt else found


def lookup(*names: Any, **options: Any) -> Any:
    """Refused: lookups are still to come."""
    raise TemplateError(f"lookup {names[0] if names else ''!r} is not supported yet; use vars, vars_files or -e")


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"now": now, "lookup": lookup, "query": lookup, "q": lookup}
