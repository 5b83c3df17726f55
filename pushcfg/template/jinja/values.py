"""What templates read and give: values that are ready for use, that are undefined, or still to come."""

from __future__ import annotations

import operator
from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from datetime import timedelta
from typing import Any, NoReturn

import jinja2
from jinja2.runtime import Undefined
from jinja2.utils import Namespace

from pushcfg.errors import TemplateError, UndefinedError
from pushcfg.model import Unsafe
from pushcfg.promise import NotYet, Promise
from pushcfg.template.everything import Parts
from pushcfg.template.scope import OMIT, LoopError, PartLoopError, Scope

Compiled = Callable[[Scope], Any]
PLAIN = frozenset({str, int, bool, float, type(None), Unsafe})
VIEWS = (KeysView, ValuesView, ItemsView)
ITERATORS = (Iterator, *VIEWS, range)
# Instances of these are something that only templates have.
TOOLS = (timedelta, Namespace)


class Unknown(jinja2.StrictUndefined):
    """What is not defined; what would be in it is not defined either, so that `default` covers `a.b.c` whole."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __getitem__(self, key: Any) -> Any:
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Undefined as well, like an item of it."""
        return self

    def __repr__(self) -> str:
        return str(self)

    @property
    def _undefined_message(self) -> str:
        """As jinja2, but mappings of ours say themselves what they lack."""
        lacking = getattr(type(self._undefined_obj), "lacking", None)
        if lacking is None or self._undefined_hint:
            return super()._undefined_message
        return str(lacking(self._undefined_obj, self._undefined_name))


class Later(jinja2.StrictUndefined):
    """A promise inside a template: whatever reads it stops the rendering."""

    __slots__ = ("_promise",)
    _promise: Promise

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotYet(self._promise)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        raise NotYet(self._promise)

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = (
        _fail_with_undefined_error
    )
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __call__ = __getitem__ = (
        _fail_with_undefined_error
    )
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = __mod__ = __rmod__ = __neg__ = (
        _fail_with_undefined_error
    )


def later(promise: Promise) -> Later:
    """The undefined that stands for a promise."""
    value = Later(name=promise.name)
    value._promise = promise
    return value


def not_now(error: UndefinedError | NotYet) -> Undefined:
    """What stands for a variable, also another host's, that cannot be read: it fails where it is used.

    One that is made of itself fails at once, so that no `default` hides it.
    """
    if isinstance(error, LoopError) and not isinstance(error, PartLoopError):
        raise error
    return later(error.promise) if isinstance(error, NotYet) else unusable(error)


def unusable(error: UndefinedError) -> Unknown:
    """What raises the error where it is used."""
    return Unknown(hint=error.message, exc=type(error))  # type: ignore[arg-type]  # jinja2 raises whatever this makes


def undef(hint: Any = None) -> Unknown:
    """What stands for a variable that somebody has to give."""
    return Unknown(hint="Mandatory variable has not been overridden" if hint is None else str(hint))


def known(value: Any) -> Any:
    """The value; NotYet if it is a promise."""
    if isinstance(value, Later):
        raise NotYet(value._promise)
    return value


def test_defined(value: Any) -> bool:
    """`is defined`: a promise that is certain to be kept counts."""
    if isinstance(value, Later):
        return value._promise.certain or bool(known(value))
    return not isinstance(value, Undefined)


def filter_default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:
    """`default`: a promise that is certain to be kept is waited for."""
    if isinstance(value, Later):
        raise NotYet(value._promise)
    return default_value if isinstance(value, Undefined) or (boolean and not value) else value


def no_value(value: Any) -> bool:
    """Whether this is something that only templates have: a method, a function, a time span, a namespace."""
    return isinstance(value, TOOLS) or (callable(value) and not isinstance(value, Undefined))


def copied(value: Any) -> Any:
    """A value whose lists and mappings can be changed while the given ones stay as they are."""
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if type(value) is list else value


def concrete(value: Any) -> Any:
    """A value that is ready for use, however deep: no promise, nothing undefined or omitted, no iterator or tuple."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict:
        made = {key: concrete(item) for key, item in value.items() if item is not OMIT}
        same = len(made) == len(value) and all(made[key] is item for key, item in value.items())
        return value if same else made
    if kind in (list, tuple) or isinstance(value, ITERATORS):
        items = [concrete(item) for item in value if item is not OMIT]
        return value if kind is list and len(items) == len(value) and all(map(operator.is_, items, value)) else items
    if isinstance(value, Undefined):
        known(value)._fail_with_undefined_error()
    if isinstance(value, Promise):
        raise NotYet(value)
    if kind is Parts:
        raise LoopError(f"the variable {value._name!r} refers to itself as a whole")
    if no_value(value):
        raise TemplateError(f"this gives a {kind.__name__}, which is no value", None,
                            "call it: `()`" if callable(value) else "take something of it, such as `.days`")
    return str(value) if kind.__name__ == "Markup" else value
