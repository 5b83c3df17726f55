"""Data as JSON text, indented and sorted as `ansible-inventory` prints it."""

from __future__ import annotations

import datetime
import json
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from pushcfg.model import Merging, Unsafe, Vaulted

_INDENT: Final = "    "
_WORDS: Final = {True: "true", False: "false", None: "null"}
_TEXT: Final = frozenset({str})
# From here on (hostvars, a host, its variable) hosts have values in common.
_SHARED: Final = "\n" + 4 * _INDENT


def to_json(data: Any) -> str:
    """Data as JSON, with what only Ansible or YAML has as Ansible writes it."""
    return _Json().text(data, "\n")


class _Json:
    """The json module is slow where it indents, and writes what many hosts have in common once for each of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], str] = {}

    def text(self, value: Any, newline: str) -> str:
        """The text of a value; `newline` begins a line of what is around it."""
        kind = type(value)
        if kind is str:
            return encode_basestring_ascii(value)
        if kind is int:
            return str(value)
        if kind is bool or value is None:
            return _WORDS[value]
        if kind is dict or kind is list or kind is tuple:
            if len(newline) < len(_SHARED):
                return self._container(value, newline)
            # All of the data outlives this, so that an identity is that of one value.
            key = (id(value), newline)
            if key not in self._known:
                self._known[key] = self._container(value, newline)
            return self._known[key]
        if isinstance(value, Merging):
            return self.text(value.value, newline)
        if isinstance(value, Unsafe):
            return self._container({"__ansible_unsafe": str(value)}, newline)
        if isinstance(value, Vaulted):
            return self._container({"__ansible_vault": value.ciphertext}, newline)
        return json.dumps(_plain(value))

    def _container(self, value: Any, newline: str) -> str:
        inner = newline + _INDENT
        if isinstance(value, dict):
            texts = set(map(type, value)) <= _TEXT
            pairs = value if texts else {_key(key): item for key, item in value.items()}
            entries = [f"{encode_basestring_ascii(key)}: {self.text(pairs[key], inner)}" for key in sorted(pairs)]
        else:
            entries = [self.text(item, inner) for item in value]
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        if not entries:
            return opening + closing
        return f"{opening}{inner}{f',{inner}'.join(entries)}{newline}{closing}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(_plain(key))
