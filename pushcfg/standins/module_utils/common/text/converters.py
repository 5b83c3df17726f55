"""Text and bytes."""

from __future__ import annotations

import json
from typing import Any


def to_text(obj: Any, encoding: str = "utf-8", errors: str | None = None, nonstring: str = "simplerepr") -> Any:
    """Text; what is neither text nor bytes as `nonstring` says."""
    if isinstance(obj, bytes):
        return obj.decode(encoding, handler(errors))
    if isinstance(obj, str):
        return obj
    return other(obj, nonstring, "")


def to_bytes(obj: Any, encoding: str = "utf-8", errors: str | None = None, nonstring: str = "simplerepr") -> Any:
    """Bytes."""
    if isinstance(obj, bytes):
        return obj
    if not isinstance(obj, str):
        obj = other(obj, nonstring, b"")
    return obj.encode(encoding, handler(errors)) if isinstance(obj, str) else obj


to_native = to_text


def other(obj: Any, nonstring: str, empty: Any) -> Any:
    """What stands for something that is no text."""
    if nonstring == "passthru":
        return obj
    if nonstring == "empty":
        return empty
    if nonstring == "strict":
        raise TypeError(f"{obj!r} is no text")
    return str(obj)


def handler(errors: str | None) -> str:
    """How Python deals with what does not fit."""
    return "surrogateescape" if errors is None or errors.startswith("surrogate") else errors


def jsonify(data: Any, **kwargs: Any) -> str:
    """As JSON."""
    return json.dumps(data, default=str, **kwargs)
