"""Secrets taken out of events: by their value wherever they show, or the whole output of a task."""

from __future__ import annotations

import json
import re
import shlex
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

from pushcfg.events import Change, TaskEnded

MASK = "********"
HIDDEN = "the output has been hidden since no_log is set"
# Of fewer characters a secret is masked only where it is a whole word, or else it would shred all other text.
SHORTEST = 4
# Fewer characters of base64 or of one line say too little to be told from other text.
SHORTEST_PART = 8

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
        self._secrets: set[str] = set()
        self._names: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask this text from now on, too; the empty text is no secret."""
        if secret and not secret.isspace() and secret not in self._secrets:
            self._secrets.add(secret)
            self._pattern = None

    def leave(self, names: Iterable[str]) -> None:
        """Show these names of hosts, plays and tasks where an event holds them as such."""
        self._names.update(names)

    def mask(self, value: Value) -> Value:
        """The value without secrets; the same object if there are none to look for."""
        if not self._secrets:
            return value
        if self._pattern is None:
            self._pattern = compiled(self._secrets)
        masked: Value = self._mask(value, self._pattern)
        return masked

    def _mask(self, value: Any, pattern: re.Pattern[str]) -> Any:
        if isinstance(value, Enum | bool) or value is None:
            return value
        if isinstance(value, str):
            return pattern.sub(MASK, value)
        if isinstance(value, int | float):
            return MASK if len(str(value)) >= SHORTEST and str(value) in self._secrets else value
        if isinstance(value, bytes):
            return pattern.sub(MASK, value.decode("latin-1")).encode("latin-1")
        if isinstance(value, dict):
            return {self._mask(key, pattern): self._mask(item, pattern) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return type(value)(self._mask(item, pattern) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._mask_fields(value, pattern)
        return value

    def _mask_fields(self, value: Any, pattern: re.Pattern[str]) -> Any:
        changed = {}
        for field in fields(value):
            before = getattr(value, field.name)
            # Numbers that events themselves count or time are none of a user's.
            if isinstance(before, int | float) and not isinstance(value, Change):
                continue
            if field.name in POINTERS:
                continue
            after = self._mask_names(before, pattern) if field.name in NAMES else self._mask(before, pattern)
            if after != before:
                changed[field.name] = after
        return replace(value, **changed) if changed else value

    def _mask_names(self, value: Any, pattern: re.Pattern[str]) -> Any:
        if isinstance(value, tuple):
            return tuple(self._mask_names(item, pattern) for item in value)
        return value if isinstance(value, str) and value in self._names else self._mask(value, pattern)


def censor(event: TaskEnded) -> TaskEnded:
    """The end of a task that says no_log: how it ended, and nothing of what it said."""
    return replace(
        event,
        message=HIDDEN,
        item=None if event.item is None else "(hidden)",
        changes=(),
        commands=(),
        result={"censored": HIDDEN},
        traceback="",
    )


def compiled(secrets: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds every form of these secrets, the longest first."""
    long = {form for secret in secrets if len(secret) >= SHORTEST for form in forms(secret)}
    short = {secret for secret in secrets if len(secret) < SHORTEST}
    # One branch for each first character: the search then skips what no secret begins with.
    branches: dict[str, list[str]] = {}
    for form in sorted(long, key=lambda text: (-len(text), text)):
        branches.setdefault(form[0], []).append(re.escape(form[1:]))
    parts = [f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in branches.items()]
    if short:
        parts.append(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(short, key=len, reverse=True)))})(?!\w)")
    return re.compile("|".join(parts))


def forms(secret: str) -> Iterator[str]:
    """A secret as it is, and as JSON, Python, a shell, a URL or base64 write it; long lines of it alone."""
    yield secret
    if secret.strip() != secret:
        yield from (form for form in forms(secret.strip()) if len(form) >= SHORTEST)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    yield shlex.quote(secret)
    raw = _encoded(secret)
    for quoted in (quote(raw), quote(raw, safe=""), quote_plus(raw)):
        yield quoted
        yield re.sub("%..", lambda found: found[0].lower(), quoted)
    yield from _base64(raw)
    lines = secret.splitlines()
    if len(lines) > 1:
        # The frame of a key in PEM is the same for every key.
        yield from (line for line in lines if len(line) >= SHORTEST_PART and not line.startswith("-----"))


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _base64(raw: bytes) -> Iterator[str]:
    """How base64 of a longer text shows these bytes, wherever in a group of three they begin."""
    for encode in (b64encode, urlsafe_b64encode):
        whole = encode(raw).decode()
        if len(whole) >= SHORTEST_PART:
            yield whole
        for before in range(3):
            # A character of base64 holds six bits: drop those that the neighbours share.
            first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
            part = encode(bytes(before) + raw).decode()[first:last]
            if len(part) >= SHORTEST_PART:
                yield part
