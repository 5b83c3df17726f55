"""Inventory files in Ansible's INI format."""

from __future__ import annotations

import ast
import re
import shlex
import warnings as python_warnings
from typing import Any, Final, NoReturn

from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.inventory.reading.addresses import expand
from pushcfg.inventory.reading.draft import Draft
from pushcfg.model import Unsafe

_SECTION: Final = re.compile(r"\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?")
_GROUP_NAME: Final = re.compile(r"([^:\]\s]+)\s*(?:#.*)?")
# Lines without escapes and comments split without shlex, which is slow; the rest of them is what shlex does.
_SIMPLE: Final = re.compile(r"""(?:[^"'\\#]|"[^"\\#]*"|'[^'\\#]*')*""")
_WORD: Final = re.compile(r"""(?:[^ \t"']|"[^"]*"|'[^']*')+""")
_QUOTED: Final = re.compile(r""""([^"]*)"|'([^']*)'""")
# Values that are obviously no Python literal need not be parsed to find that out.
_NO_LITERAL: Final = re.compile(r"[A-Za-z_/][A-Za-z0-9_./:@%+-]*|[0-9]+(?:\.[0-9]+){2,}")
_INTEGER: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_CONSTANTS: Final = frozenset({"True", "False", "None"})


def has_sections(text: str) -> bool:
    """Whether some line of a text is the header of an INI section."""
    return any(line.startswith("[") and _SECTION.fullmatch(line.strip()) for line in text.splitlines())


def read_ini(draft: Draft, text: str, file: str) -> None:
    """Add to a draft what an INI file declares."""
    with python_warnings.catch_warnings():
        # Values are tried as Python literals; what Python thinks of their escapes is of no interest.
        python_warnings.simplefilter("ignore")
        _Ini(draft, file).read(text)


class _Ini:
    """One pass over the lines of a file."""

    def __init__(self, draft: Draft, file: str) -> None:
        self._draft = draft
        self._file = file
        self._line = 0
        self._column = 1
        # Groups mentioned and not yet declared: by [name:vars], or as children of others.
        self._only_vars: dict[str, Position] = {}
        self._wanted: dict[str, list[tuple[str, Position]]] = {}
        # Where variables of groups were set first in this file.
        self._set: dict[tuple[str, str], Position] = {}
        # The same few values stand behind many hosts, and to find out what they are takes a while.
        self._values: dict[str, Any] = {}

    def read(self, text: str) -> None:
        """Read all lines, then insist that every group mentioned is declared."""
        group, kind = "ungrouped", "hosts"
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            if not line or line[0] in ";#":
                continue
            self._line = number
            self._column = len(raw) - len(raw.lstrip()) + 1
            header = _SECTION.fullmatch(line)
            if header is not None:
                group, kind = header.group(1), header.group(2) or "hosts"
                self._section(group, kind)
            elif line.startswith("[") and (line.endswith("]") or "]" not in line):
                self._fail(f"{line} is no section", "write [group], [group:vars] or [group:children]")
            elif kind == "hosts":
                self._host(line, group)
            elif kind == "vars":
                self._variable(line, group)
            else:
                self._child(line, group)
        self._refuse_undeclared()

    def _section(self, group: str, kind: str) -> None:
        if kind not in ("hosts", "children", "vars"):
            self._fail(
                f"a section cannot be of the kind {kind!r}", "write [group], [group:vars] or [group:children]"
            )
        if group not in self._draft.groups:
            if kind == "vars" and group not in self._wanted:
                self._only_vars[group] = self._position()
            self._draft.add_group(group, self._position())
        if kind == "vars":
            return
        self._only_vars.pop(group, None)
        for parent, position in self._wanted.pop(group, ()):
            self._draft.add_child(parent, group, position)

    def _host(self, line: str, group: str) -> None:
        words = self._words(line)
        names, port = expand(words[0], self._position())
        if port is None and words[0].endswith(":"):
            self._fail(
                f"{words[0]!r} ends in a colon",
                "give a port after it, or end the name of a YAML file in .yml",
            )
        if words[0] == "---":
            self._fail("'---' begins a YAML file, but this is none", "end the file's name in .yml")
        variables = [self._assignment(word, line) for word in words[1:]]
        for name in names:
            self._draft.add_host(name, group, port, self._position())
            for key, value, position in variables:
                self._draft.set_variable(name, key, value, position)

    def _words(self, line: str) -> list[str]:
        if _SIMPLE.fullmatch(line):
            words: list[str] = _WORD.findall(line)
            return [_QUOTED.sub(r"\1\2", word) if '"' in word or "'" in word else word for word in words]
        try:
            return shlex.split(line, comments=True)
        except ValueError as error:
            reason = str(error).lower()
            return self._fail(f"this host cannot be read: {reason}", "quote a value with spaces: name='a b'")

    def _assignment(self, word: str, line: str) -> tuple[str, Any, Position]:
        key, equals, value = word.partition("=")
        if not equals:
            self._fail(
                f"expected name=value after the host, not {word!r}", "quote values with spaces: name='a b'"
            )
        offset = max(line.find(f"{key}="), 0)
        return key, self._value(value), Position(self._file, self._line, self._column + offset)

    def _value(self, text: str) -> Any:
        if text in self._values:
            return self._values[text]
        value = parse_value(text)
        if not isinstance(value, list | dict):
            self._values[text] = value
        return value

    def _variable(self, line: str, group: str) -> None:
        key, equals, value = line.partition("=")
        if not equals:
            self._fail(f"expected name=value, not {line!r}", "write one variable a line: name=value")
        position = self._position()
        first = self._set.setdefault((group, key.strip()), position)
        if first is not position:
            self._draft.warnings.append(
                Warned(f"the key {key.strip()!r} stood in line {first.line} already; the last one counts", position)
            )
        self._draft.set_variable(group, key.strip(), parse_value(value.strip()), position)

    def _child(self, line: str, group: str) -> None:
        match = _GROUP_NAME.fullmatch(line)
        if match is None:
            self._fail(f"expected the name of a group, not {line!r}", "write one group a line")
        child = match.group(1)
        if child in self._draft.groups:
            self._draft.add_child(group, child, self._position())
        else:
            self._wanted.setdefault(child, []).append((group, self._position()))

    def _refuse_undeclared(self) -> None:
        for group, position in self._only_vars.items():
            raise InventoryError(
                f"[{group}:vars] is for a group that is not declared", position, f"add a section [{group}]"
            )
        for group, wanted in self._wanted.items():
            parent, position = wanted[-1]
            raise InventoryError(
                f"[{parent}:children] names the group {group!r}, which is not declared",
                position,
                f"add a section [{group}]",
            )

    def _position(self) -> Position:
        return Position(self._file, self._line, self._column)

    def _fail(self, message: str, hint: str) -> NoReturn:
        raise InventoryError(message, self._position(), hint)


def parse_value(text: str) -> Any:
    """What a value in an INI file stands for: a Python literal, or else the text itself."""
    if _NO_LITERAL.fullmatch(text) and text not in _CONSTANTS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    try:
        return _plain(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


def _plain(value: Any) -> Any:
    """A literal in the types that YAML has."""
    if isinstance(value, set):
        # The order of a set of texts differs from one process to the next.
        value = sorted(value, key=repr)
    if isinstance(value, list | tuple):
        return [_plain(element) for element in value]
    if isinstance(value, dict):
        return {key: _plain(element) for key, element in value.items()}
    if isinstance(value, bytes):
        return Unsafe(value.decode("utf-8"))
    if value is ...:
        return "..."
    return str(value) if isinstance(value, complex) else value
