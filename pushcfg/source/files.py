"""YAML files: from a path to text to a tree."""

from __future__ import annotations

from pathlib import Path

from pushcfg.errors import Position, SourceError
from pushcfg.events import Warned
from pushcfg.source.documents import loads_optional
from pushcfg.source.node import Node
from pushcfg.vault import NO_KEYS, Keyring, is_vaulted


class Opened(str):
    """The text of a file that was encrypted."""

    __slots__ = ()


def load(path: Path, warnings: list[Warned] | None = None, keyring: Keyring = NO_KEYS) -> Node:
    """The document in a file that has to hold one; anything suspicious goes to `warnings`."""
    node = load_optional(path, warnings, keyring)
    if node is None:
        raise SourceError("the file is empty", Position(str(path), 1), "write a YAML document into it")
    return node


def load_optional(path: Path, warnings: list[Warned] | None = None, keyring: Keyring = NO_KEYS) -> Node | None:
    """The document in a file, or None where there is nothing but comments in it; all that was encrypted is secret."""
    text = read_text(path, keyring)
    node = loads_optional(text, str(path), warnings)
    if node is not None and isinstance(text, Opened):
        keyring.cover(node.plain())
    return node


def read_text(path: Path, keyring: Keyring = NO_KEYS) -> str:
    """The text of a file that is UTF-8, without a byte order mark; Opened if a key had to open the file."""
    written = read_bytes(path)
    content = keyring.content(written, path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"byte 0x{content[error.start]:02x} is not UTF-8",
            _position_of_byte(path, content, error.start),
            "save the file as UTF-8",
        ) from error
    return Opened(text) if is_vaulted(written) else text


def read_bytes(path: Path) -> bytes:
    """The content of a file."""
    position = Position(str(path), 1)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("there is no such file", position, "check the name") from error
    except IsADirectoryError as error:
        raise SourceError("this is a directory", position, "name a file in it") from error
    except PermissionError as error:
        raise SourceError(
            "the file is not readable", position, "give yourself permission to read it"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"the file cannot be read: {reason}", position, "check the name") from error


def _position_of_byte(path: Path, content: bytes, offset: int) -> Position:
    before = content[:offset]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", errors="replace")) + 1
    return Position(str(path), before.count(b"\n") + 1, column)
