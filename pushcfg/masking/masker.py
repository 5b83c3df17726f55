"""Secrets replaced in anything that an event can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from pushcfg.events import Change
from pushcfg.masking.forms import SHORTEST
from pushcfg.masking.searching import MASK, Searcher

# Fields of events that hold names of hosts, plays and tasks.
NAMES = frozenset({"delegate", "host", "hosts", "in_flight", "play", "playbook", "task", "waits_for"})
# Fields that only point: to a module, to a place in a file.
POINTERS = frozenset({"module", "position"})

Value = TypeVar("Value")


class Masker:
    """Replaces secrets in anything that an event can hold, also where they are encoded or quoted.

    A name that stands in playbook or inventory as it is shown (see `leave`) is none, whatever else it may be: to mask
    it would tell every reader of the playbook that it is a password.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._searcher = Searcher()
        self._names: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask this text from now on, too; the empty text is no secret."""
        self._searcher.add(secret)

    def leave(self, names: Iterable[str]) -> None:
        """Show these names of hosts, plays and tasks where an event holds them as such."""
        self._names.update(names)

    def mask(self, value: Value) -> Value:
        """The value without secrets; the same object if there are none to look for."""
        if not self._searcher.secrets:
            return value
        masked: Value = self._mask(value)
        return masked

    def _mask(self, value: Any) -> Any:
        if isinstance(value, Enum | bool) or value is None:
            return value
        if isinstance(value, str):
            return self._searcher.mask(value)
        if isinstance(value, int | float):
            return MASK if len(str(value)) >= SHORTEST and str(value) in self._searcher.secrets else value
        if isinstance(value, bytes):
            return self._searcher.mask(value.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        if isinstance(value, dict):
            return self._mask_mapping(value)
        if isinstance(value, list | tuple) and len(value) > 1 and all(type(item) is str for item in value):
            return type(value)(self._searcher.mask_lines(value))
        if isinstance(value, list | tuple | set | frozenset):
            return type(value)(self._mask(item) for item in value)
        if isinstance(value, Change):
            return self._mask_change(value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._mask_fields(value)
        return value

    def _mask_change(self, change: Change) -> Change:
        return Change(self._mask(change.attribute), *self._mask_pair(change.before, change.after))

    def _mask_mapping(self, value: dict[Any, Any]) -> dict[Any, Any]:
        masked = {self._mask(key): self._mask(item) for key, item in value.items()}
        if "before" in value and "after" in value:
            masked["before"], masked["after"] = self._mask_pair(value["before"], value["after"])
        return masked

    def _mask_pair(self, before: Any, after: Any) -> tuple[Any, Any]:
        """Both sides of a change: what a secret takes the place of, or is replaced by, is as secret as it."""
        first, second = self._mask(before), self._mask(after)
        if isinstance(before, dict) and isinstance(after, dict):
            pairs = {key: self._mask_pair(before[key], after[key]) for key in before.keys() & after.keys()}
            first.update({self._mask(key): pair[0] for key, pair in pairs.items()})
            second.update({self._mask(key): pair[1] for key, pair in pairs.items()})
            return first, second
        return alike(first, after, second), alike(second, before, first)

    def _mask_fields(self, value: Any) -> Any:
        changed = {}
        for field in fields(value):
            before = getattr(value, field.name)
            # Numbers that events themselves count or time are none of a user's.
            if isinstance(before, int | float) or field.name in POINTERS:
                continue
            after = self._mask_names(before) if field.name in NAMES else self._mask(before)
            if after != before:
                changed[field.name] = after
        return replace(value, **changed) if changed else value

    def _mask_names(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self._mask_names(item) for item in value)
        return value if isinstance(value, str) and value in self._names else self._mask(value)


def alike(value: Any, other: Any, masked: Any) -> Any:
    """One side of a change, with what stands where the other side has a secret masked, too.

    It is a secret that was, or one to come. It stands there if all beside it on the line is the same.
    """
    if other == masked or not isinstance(value, str) or not isinstance(masked, str):
        return value
    frames = {line for line in masked.splitlines() if MASK in line}
    known = set(masked.splitlines())
    patterns = [re.compile(".*".join(map(re.escape, frame.split(MASK)))) for frame in frames]
    return "".join(
        line if line.rstrip("\r\n") in known else hidden(line, frames, patterns) for line in value.splitlines(True)
    )


def hidden(line: str, frames: Iterable[str], patterns: Iterable[re.Pattern[str]]) -> str:
    """A line as the first of these frames that fits it."""
    bare = line.rstrip("\r\n")
    for frame, pattern in zip(frames, patterns, strict=True):
        if bare and pattern.fullmatch(bare):
            return frame + line[len(bare) :]
    return line
