"""Words that mean yes or no."""

from __future__ import annotations

from typing import Any

from pushcfg import library

BOOLEANS_TRUE = frozenset({"y", "yes", "on", "1", "true", "t", 1})
BOOLEANS_FALSE = frozenset({"n", "no", "off", "0", "false", "f", 0})
BOOLEANS = BOOLEANS_TRUE | BOOLEANS_FALSE


def boolean(value: Any, strict: bool = True) -> bool:
    """True or false; TypeError for anything else if it has to be one of them."""
    try:
        return bool(library.load("core.param").to_bool(value))
    except ValueError as error:
        if strict:
            raise TypeError(str(error)) from None
        return False
