"""Values on one line."""

from __future__ import annotations

import json
from typing import Any


def flat(value: Any) -> str:
    """A value on one line: text as it is, all else as JSON."""
    if isinstance(value, str) and value and value == value.strip() and "\n" not in value and not ambiguous(value):
        return str(value)
    return json.dumps(plain(value), ensure_ascii=False)


def ambiguous(text: str) -> bool:
    """Whether text looks like another kind of value."""
    try:
        json.loads(text)
    except ValueError:
        return text.lower() in ("yes", "no", "on", "off", "~")
    return True


def cut(text: str, room: int) -> str:
    """Text that fits."""
    return text if len(text) <= room else text[: room - 1] + "…"


def plain(value: Any) -> Any:
    """A value as JSON has it; what cannot be known is told by its name."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
