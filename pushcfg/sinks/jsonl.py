"""Events as JSON, one a line, for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from math import isfinite
from typing import Any, TextIO

from pushcfg.errors import Position
from pushcfg.events import Event, Interrupted
from pushcfg.sinks.text import Output


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class JsonLines:
    """Writes each event as an object: `event`, `time` (ISO 8601, UTC), and the fields of the event."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime] = now) -> None:
        self._output = Output(stream)
        self._clock = clock

    def take(self, event: Event) -> None:
        """Write one line."""
        time = self._clock().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        data = {"event": name(event), "time": time, **as_object(event)}
        self._output.write(json.dumps(data, separators=(",", ":")) + "\n")
        self._output.flush()

    def close(self) -> None:
        """Nothing is left to write."""


def name(event: Event) -> str:
    """TaskEnded is task_ended."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


def as_object(event: Event) -> dict[str, Any]:
    """The fields of an event as JSON knows them."""
    if isinstance(event, Interrupted):
        return {"in_flight": [{"host": host, "task": task} for host, task in event.in_flight]}
    return {field.name: plain(getattr(event, field.name)) for field in fields(event)}


def plain(value: Any) -> Any:
    """Any value as JSON knows it; a position is `file:line:column`."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        # JSON has no word for these.
        return value if isfinite(value) else str(value)
    if isinstance(value, Position):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
