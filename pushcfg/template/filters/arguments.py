"""What every filter and test does with its arguments: read no value that is not there, and complain in plain words."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.promise import NotYet, Promise

Function = Callable[..., Any]
# Kinds of values that are there for certain.
PLAIN = frozenset({str, int, float, bool, type(None), list, dict})
# What Python raises for arguments that a function cannot take.
UNFIT = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError, re.error)


def checked(kind: str, name: str, function: Function) -> Function:
    """A filter or test that makes nothing of undefined arguments, and whose errors are TemplateErrors that name it.

    It gives what is undefined on, so that a `default` behind it applies, as in Ansible.
    """

    @functools.wraps(function, ("__doc__",), ())
    def call(*values: Any, **options: Any) -> Any:
        for value in (*values, *options.values()) if options else values:
            if type(value) not in PLAIN and (is_undefined(value) or is_promise(value)):
                return value if not is_promise(value) else present(value)
        return complained(kind, name, function, values, options)

    return call


def lenient(kind: str, name: str, function: Function) -> Function:
    """As `checked`, for those that can do with undefined arguments, though not with promises as the first."""

    @functools.wraps(function, ("__doc__",), ())
    def call(*values: Any, **options: Any) -> Any:
        if values and is_promise(values[0]):
            present(values[0])
        return complained(kind, name, function, values, options)

    return call


def complained(kind: str, name: str, function: Function, values: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """What the function returns; TemplateError for arguments that it cannot take."""
    try:
        return function(*values, **options)
    except UNFIT as error:
        told = str(error) if not isinstance(error, KeyError) else f"there is no {error}"
        raise TemplateError(f"the {kind} {name}: {told or type(error).__name__}") from error
    except TemplateError as error:
        if error.position is not None or error.message.startswith(f"the {kind} "):
            raise
        raise type(error)(f"the {kind} {name}: {error.message}", None, error.hint) from error


def present(value: Any) -> Any:
    """The value; what jinja2 raises for an undefined one, NotYet for a promise."""
    if isinstance(value, Promise):
        raise NotYet(value)
    if is_undefined(value):
        value._fail_with_undefined_error()
    return value


def is_undefined(value: Any) -> bool:
    """Whether this is one of jinja2's undefined values (jinja2 itself is not imported here).

    Its own class Undefined, which an `if` without `else` gives, is an empty text.
    """
    kind = type(value)
    return hasattr(kind, "_fail_with_undefined_error") and kind.__name__ != "Undefined"


def is_promise(value: Any) -> bool:
    """Whether this is a value that is not known yet."""
    return isinstance(value, Promise) or hasattr(type(value), "_promise")


def settled(value: Any) -> Any:
    """The value, after a look at all that is in it, as `present` looks at one."""
    present(value)
    if isinstance(value, Mapping):
        for item in value.values():
            settled(item)
    elif isinstance(value, list | tuple):
        for item in value:
            settled(item)
    return value


def text_of(value: Any) -> str:
    """Text as it is, bytes as UTF-8, anything else as Python shows it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return str(value)


def bytes_of(value: Any, encoding: str = "utf-8") -> bytes:
    """The bytes of a value's text; surrogates stand for bytes that are no UTF-8."""
    return value if isinstance(value, bytes) else text_of(value).encode(encoding, "surrogateescape")


def is_list(value: Any) -> bool:
    """Whether this is a list for Ansible: no text."""
    return isinstance(value, list | tuple)


def kind_of(value: Any) -> str:
    """The name of a value's type, as messages and `type_debug` show it."""
    if isinstance(value, str):
        return "str"
    return "dict" if isinstance(value, Mapping) else type(value).__name__
