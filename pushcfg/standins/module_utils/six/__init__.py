"""Both Pythons in one, of which only one is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO, StringIO
from typing import Any

from pushcfg.standins.module_utils.six import moves

PY2, PY3 = False, True
string_types: tuple[type, ...] = (str,)
integer_types: tuple[type, ...] = (int,)
class_types: tuple[type, ...] = (type,)
text_type, binary_type = str, bytes


def iteritems(d: Mapping[Any, Any]) -> Iterator[Any]:
    """The pairs."""
    return iter(d.items())


def iterkeys(d: Mapping[Any, Any]) -> Iterator[Any]:
    """The keys."""
    return iter(d.keys())


def itervalues(d: Mapping[Any, Any]) -> Iterator[Any]:
    """The values."""
    return iter(d.values())


def raise_from(value: BaseException, from_value: BaseException | None) -> None:
    """Raise an error because of another."""
    raise value from from_value


def with_metaclass(meta: type, *bases: type) -> type:
    """A class of this metaclass to be derived from."""
    made: type = meta("Base", bases or (object,), {})
    return made


def ensure_text(s: str | bytes, encoding: str = "utf-8", errors: str = "strict") -> str:
    """Text."""
    return s.decode(encoding, errors) if isinstance(s, bytes) else s


def ensure_binary(s: str | bytes, encoding: str = "utf-8", errors: str = "strict") -> bytes:
    """Bytes."""
    return s.encode(encoding, errors) if isinstance(s, str) else s


def add_metaclass(metaclass: type) -> Callable[[type], type]:
    """A decorator that makes a class anew, of this metaclass."""

    def made(cls: type) -> type:
        left = {name: value for name, value in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}
        new: type = metaclass(cls.__name__, cls.__bases__, left)
        return new

    return made


ensure_str = ensure_text
__all__ = ["PY2", "PY3", "BytesIO", "StringIO", "add_metaclass", "binary_type", "class_types", "ensure_binary",
           "ensure_str", "ensure_text", "integer_types", "iteritems", "iterkeys",
           "itervalues", "moves", "raise_from", "string_types", "text_type", "with_metaclass"]  # fmt: skip
