"""YAML files: from a path to text to a tree."""

from __future__ import annotations

from pathlib import Path

from pushcfg.errors import Position, SourceError
from pushcfg.events import Warned
from pushcfg.source.documents import loads_optional
from pushcfg.source.node import Node

VAULT_HEADER = "$ANSIBLE_VAULT"


def load(path: Path, warnings: list[Warned] | None = None) -> Node:
    """The document in a file that has to hold one; anything suspicious goes to `warnings`."""
    node = load_optional(path, warnings)
    if node is None:
        raise SourceError("the file is empty", Position(str(path), 1), "write a YAML document into it")
    return node


def load_optional(path: Path, warnings: list[Warned] | None = None) -> Node | None:
    """The document in a file, or None where there is nothing but comments in it."""
    return loads_optional(read_text(path), str(path), warnings)


def read_text(path: Path) -> str:
    """The text of a file that is UTF-8 and not encrypted, without a byte order mark."""
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"byte 0x{content[error.start]:02x} is not UTF-8",
            _position_of_byte(path, content, error.start),
            "save the file as UTF-8",
        ) from error
    refuse_vault(path, text)
    return text


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


def refuse_vault(path: Path, text: str) -> None:
    """Raise where the whole file is encrypted by ansible-vault."""
    if text.startswith(VAULT_HEADER):
        raise SourceError(
            "files encrypted by ansible-vault are not supported yet",
            Position(str(path), 1),
            "decrypt it with `ansible-vault decrypt`, or leave it out",
        )


def _position_of_byte(path: Path, content: bytes, offset: int) -> Position:
    before = content[:offset]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", errors="replace")) + 1
    return Position(str(path), before.count(b"\n") + 1, column)
