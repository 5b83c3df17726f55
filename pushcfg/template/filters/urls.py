"""Filters on addresses of the web."""

from __future__ import annotations

import urllib.parse
from typing import Any

PARTS = ("fragment", "hostname", "netloc", "password", "path", "port", "query", "scheme", "username")


def urlsplit(value: Any, query: str = "", alias: str = "urlsplit") -> Any:
    """The parts of an address, or the one that is asked for."""
    split = urllib.parse.urlsplit(value)
    if not query:
        return {part: getattr(split, part) for part in PARTS}
    if query not in PARTS:
        raise ValueError(f"{alias}: unknown URL component: {query}")
    return getattr(split, query)


CHECKED = {"urlsplit": urlsplit, "urldecode": urllib.parse.unquote_plus}
