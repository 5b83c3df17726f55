"""Which pieces of an encrypted file's data are secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

# A shorter text of a file is too likely to be a part of others; an inline value of any length is secret.
SHORTEST: Final = 4
# Fewer digits are those of a port, a user or a year.
SHORTEST_NUMBER: Final = 6
# Fewer characters beside a template say too little.
SHORTEST_PIECE: Final = 8
# What every project says; hiding it would make output unreadable and keep nothing secret.
COMMON: Final = frozenset({
    "absent", "admin", "default", "disabled", "enabled", "false", "localhost", "mysql", "none", "null", "postgres",
    "present", "root", "test", "true", "user", "127.0.0.1", "0.0.0.0",  # noqa: S104
})  # fmt: skip
_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MODE: Final = re.compile(r"0[0-7]{3,4}")
_OPEN_VARIABLE: Final = re.compile(r"ansible_(?!.*(?:pass|secret|token))")


def secret_leaves(data: Any) -> Iterator[str]:
    """The texts in an encrypted file's data that are to be masked.

    They are the values, not the names: text of four characters or more and numbers of six digits or more, but no file
    modes, a few words that everybody uses, or what `ansible_…` variables say of a connection (except passwords). Of
    text with a template in it, the pieces of eight characters or more beside the template.
    """
    if isinstance(data, Mapping):
        for name, value in data.items():
            if not (isinstance(name, str) and _OPEN_VARIABLE.match(name)):
                yield from secret_leaves(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from secret_leaves(value)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        if len(str(data)) >= SHORTEST_NUMBER:
            yield str(data)
    elif isinstance(data, str):
        yield from _of_text(data)


def _of_text(text: str) -> Iterator[str]:
    pieces = _TEMPLATE.split(text)
    if len(pieces) > 1:
        yield from (piece for piece in map(str.strip, pieces) if len(piece) >= SHORTEST_PIECE)
    elif len(text) >= SHORTEST and text.lower() not in COMMON and not _MODE.fullmatch(text):
        yield text
