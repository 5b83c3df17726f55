"""jinja2's environment, as Ansible's templates need it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jinja2
from jinja2.runtime import Context
from jinja2.utils import missing

from pushcfg.errors import UndefinedError
from pushcfg.model import EMPTY
from pushcfg.promise import NotYet, Promise
from pushcfg.template.jinja.pieces import Native, pieced
from pushcfg.template.jinja.values import (
    ITERATORS,
    VIEWS,
    Later,
    Unknown,
    copied,
    filter_default,
    later,
    not_now,
    test_defined,
    undef,
)
from pushcfg.template.scope import MISSING, Scope

OF_DICTS = frozenset(dir(dict))
# Under which the root of contexts has the scope: no name that a template could write.
SCOPE = "(scope)"
# What is not there, or not yet.
ABSENT = (Unknown, Later)
ITERATING_FILTERS = ("batch", "items", "map", "reject", "rejectattr", "reverse", "select", "selectattr", "slice",
                     "unique")  # fmt: skip


class ScopedContext(Context):
    """Looks names up in a Scope; contexts that jinja2 derives from one have it as a variable of the root.

    `ready` are values that need no look-up there, whose reading is noted in the last of `notes`.
    """

    own_scope: Scope | None = None
    ready: Mapping[str, Any] = EMPTY
    notes: Sequence[set[str]] = ()

    def of(self, scope: Scope) -> ScopedContext:
        """This context for another scope, of which it shares everything else: for what sets no variables."""
        made = ScopedContext.__new__(ScopedContext)
        made.__dict__ = {**self.__dict__, "own_scope": scope, "ready": scope.ready, "notes": scope.notes}
        return made

    @property
    def scope(self) -> Scope | None:
        """The scope that it looks names up in."""
        return self.own_scope or self.parent.get(SCOPE)

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name, rendered; jinja2's `missing` if there is none."""
        if key in self.ready:
            if self.notes:
                self.notes[-1].add(key)
            return self.ready[key]
        if key in self.vars:
            return self.vars[key]
        if self.handed(key):
            return self.parent[key]
        scope = self.scope
        if scope is not None:
            try:
                value = scope.get(key)
            except (UndefinedError, NotYet) as error:
                return not_now(error)
            if isinstance(value, Promise):
                return later(value)
            if value is not MISSING:
                return value
        return self.parent.get(key, missing)

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """As jinja2, but `keys()`, `values()` and `items()` give lists, as in Ansible."""
        value = super().call(function, *args, **kwargs)
        return list(value) if isinstance(value, VIEWS) else value

    def resolve_apart(self, key: str) -> Any:
        """As resolve_or_missing, for a template that changes what it reads: the variable stays what it is."""
        found = self.resolve_or_missing(key)
        return found if key in self.vars or self.handed(key) else copied(found)

    def handed(self, key: str) -> bool:
        """Whether the template that includes this one has set the name."""
        return key in self.parent and self.parent[key] is not self.environment.globals.get(key, missing)


class Environment(jinja2.Environment):
    """jinja2's environment, with ours of what differs."""

    context_class = ScopedContext
    code_generator_class = Native
    concat = staticmethod(pieced)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As jinja2, but an item comes before a method of the same name, as far as Ansible has it so."""
        if type(obj) is dict and attribute in obj and attribute not in OF_DICTS:
            found = obj[attribute]  # what jinja2 gives, too, after an AttributeError
            return later(found) if isinstance(found, Promise) else found
        if isinstance(obj, Later):
            raise NotYet(obj._promise)
        if attribute.startswith("_"):
            return self.internal(obj, attribute)
        try:
            found = super().getattr(obj, attribute)
        except (UndefinedError, NotYet) as error:
            return not_now(error)
        return later(found) if isinstance(found, Promise) else found

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As jinja2."""
        if isinstance(obj, Later):
            raise NotYet(obj._promise)
        if isinstance(argument, str) and argument.startswith("_"):
            return self.internal(obj, argument)
        try:
            found = super().getitem(obj, argument)
        except (UndefinedError, NotYet) as error:
            return not_now(error)
        return later(found) if isinstance(found, Promise) else found

    def internal(self, obj: Any, name: str) -> Any:
        """The item of a name with an underscore; attributes of such names are Python's, and nothing for templates."""
        try:
            found = obj[name]
        except (AttributeError, LookupError, TypeError):
            return Unknown(hint=f"{name!r} is no item of this {type(obj).__name__}; attributes with _ are Python's own")
        except (UndefinedError, NotYet) as error:
            return not_now(error)
        return later(found) if isinstance(found, Promise) else found


def environment(
    filters: Mapping[str, Callable[..., Any]],
    tests: Mapping[str, Callable[..., Any]],
    functions: Mapping[str, Callable[..., Any]],
) -> Environment:
    """The environment that every template is compiled in."""
    made = Environment(
        undefined=Unknown,
        trim_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        cache_size=0,
        optimized=False,
    )
    made.filters.update({name: listed(made.filters[name]) for name in ITERATING_FILTERS})
    for table in (made.filters, made.tests):
        table.update({name: strict(function) for name, function in dict[str, Any](table).items()})
    made.filters.update({name: giving_on(function) for name, function in filters.items()})
    made.filters.update(default=filter_default, d=filter_default)
    made.tests.update(tests)
    made.tests.update(defined=test_defined, undefined=lambda value: not test_defined(value))
    with_full_names(made.filters)
    with_full_names(made.tests)
    made.globals.update(undef=undef, **functions)
    return made


def with_full_names(known: Any) -> None:
    """Add every short name as one of ansible.builtin, which has jinja2's own filters and tests, too."""
    for name in [name for name in known if "." not in name]:
        known.setdefault(f"ansible.builtin.{name}", known[name])


def listed(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that gives a list where jinja2's gives an iterator, which could be read only once."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        value = function(*args, **kwargs)
        return list(value) if isinstance(value, ITERATORS) else value

    return wrapped


def giving_on(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that gives something undefined where it finds such within its arguments: `default` may follow."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except jinja2.UndefinedError as error:
            return Unknown(hint=error.message)

    return wrapped


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """A test or filter of jinja2's that gives on what is undefined, or still to come, as arguments.checked does."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        for value in (*args, *kwargs.values()) if kwargs else args:
            if isinstance(value, ABSENT):
                return value
        try:
            return function(*args, **kwargs)
        except jinja2.UndefinedError as error:
            return Unknown(hint=error.message)

    return wrapped
