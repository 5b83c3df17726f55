"""The variables that one rendering sees: layers, the nearest first, rendered when they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from pushcfg.errors import UndefinedError
from pushcfg.model import Merging
from pushcfg.promise import NotYet, Promise
from pushcfg.source.merging import chain, together
from pushcfg.template.everything import Everything, Parts
from pushcfg.template.layers import MISSING, OMIT, Layers, Names, OfScope, has_template, is_template
from pushcfg.template.stack import Stack

# Stands among the names that are read for what comes from outside: time, chance, files, other hosts.
PASSING: Final = "(passing)"
CHANGING: Final = frozenset({PASSING, "hostvars", "vars"})
# How many kinds of tasks a host's scope keeps the scopes of.
KINDS: Final = 16


class LoopError(UndefinedError):
    """A variable that is made of itself."""


class PartLoopError(LoopError):
    """A part of a variable that is made of itself; the other parts are of use."""


Render = Callable[[Any, "Scope"], Any]


class Scope(Stack):
    """Looks names up through layers and renders what it finds, once for each name.

    `render` renders a value in this scope; `late` is asked for names that no layer has (magic variables). Of the
    layers, the first `strong` win over everything that a task brings along, the first `above` over its variables,
    and the last `weak` lose against its defaults.
    """

    __slots__ = ("above", "added", "busy", "context", "kinds", "last", "late", "notes", "outer", "over", "reads",
                 "ready", "render", "rendered", "snapshots", "strong", "weak")  # fmt: skip

    def __init__(
        self, layers: Iterable[Names], render: Render, late: Callable[[str], Any] = lambda name: MISSING,
        above: int = 0, strong: int = 0, weak: int = 0, outer: Scope | None = None, added: tuple[Names, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(layers)
        self.above = above
        self.strong = strong
        self.weak = weak
        self.render = render
        self.late = late
        # What has been rendered, and which names were read for it.
        self.rendered: dict[str, Any] = {}
        self.reads: dict[str, set[str]] = {}
        self.busy: list[str] = []
        # The host's scope, which this one has added layers to.
        self.outer = outer
        self.added = added
        self.notes: list[set[str]] = [] if outer is None else outer.notes
        # Whoever renders keeps here what it can use again.
        self.context: Any = None
        # Of the host's scope: whether variables have changed since.
        self.over = False
        # What a read gives at once for as long as nothing changes: variables that are no templates.
        self.ready: dict[str, Any] = {}
        # The scopes of tasks that bring something along.
        self.kinds: dict[Layers, Scope] = {}
        self.last: tuple[Layers | None, Scope | None] = (None, None)
        # By their names, the values of variables as they were written: see snapshots.
        self.snapshots: dict[tuple[str, ...], tuple[Any, ...]] = {}

    def steady(self) -> Scope:
        """This scope, in which no layer gets or loses a name from here on; whoever lets one do so says `forget`."""
        self.nearest = {}
        return self

    def forget(self) -> None:
        """Some variable is another; what has been found or rendered here says nothing any more."""
        (self.outer or self).over = True
        for scope in self.kinds.values():
            scope.forget()
        self.nearest = None
        self.context = None
        self.kinds = {}
        self.last = (None, None)
        self.snapshots = {}
        self.ready.clear()
        self.rendered.clear()
        self.reads.clear()

    @property
    def past(self) -> bool:
        """Whether variables have changed since this was made: a scope made anew sees what they are by now."""
        return (self.outer or self).over

    def inner(self, *layers: Names) -> Scope:
        """A scope with nearer layers in front."""
        count = len(layers)
        made = Scope((*layers, *self.layers), self.render, self.late, self.above + count, self.strong + count,
                     self.weak, self.outer or self, (*layers, *self.added))
        made.front, made.base = layers, self
        return made

    def of_task(self, own: Layers) -> Scope:
        """A scope with what a task brings along between the host's layers; tasks that are alike share one."""
        before, scope = self.last
        if own is before and scope is not None:
            return scope
        if not any(own):
            return self
        if self.nearest is None:
            return self.with_task(own)
        scope = self.kinds.get(own)
        if scope is None:
            scope = self.with_task(own)
            if len(self.kinds) < KINDS:
                self.kinds[own] = scope.steady()
        if scope.nearest is not None:
            self.last = (own, scope)
        return scope

    def with_task(self, own: Layers) -> Scope:
        """As of_task, a new one."""
        end = len(self.layers) - self.weak
        upper, middle = self.layers[: self.strong], self.layers[self.strong : self.above]
        lower, weakest = self.layers[self.above : end], self.layers[end:]
        layers = (*own.magic, *upper, *own.params, *middle, *own.variables, *lower, *own.defaults, *weakest)
        above = self.above + len(own.params) + len(own.magic)
        return Scope(layers, self.render, self.late, above, self.strong + len(own.magic), self.weak, self.outer or self,
                     (*own.magic, *own.params, *own.variables, *own.defaults, *self.added))

    def raw(self, name: str) -> Any:
        """The value as it was written, or what is known of a name that no layer has."""
        value = self.written(name)
        return self.late(name) if value is MISSING else value

    def get(self, name: str) -> Any:
        """The rendered value; MISSING, a Promise, or an UndefinedError where a variable inside it is missing."""
        notes = self.notes
        if notes:
            notes[-1].add(name)
        if name in self.rendered:
            if notes:
                notes[-1].update(self.reads[name])
            return self.rendered[name]
        layer = self.layer(name)
        if layer is not None:
            value = layer.values[name]
            if name in layer.templated:
                return self.resolve(name, value)
            if self.nearest is not None and not isinstance(value, Promise):
                self.ready[name] = value
            return value
        return Everything(self) if name == "vars" else self.late(name)

    def sees_the_same(self, name: str, reads: Iterable[str]) -> bool:
        """Whether a variable, and all that is read for it, is here what it is in the host's scope."""
        return not any(name in layer.values or not layer.values.keys().isdisjoint(reads) for layer in self.added)

    def note(self, *names: str) -> None:
        """These names are read for the variable that is being rendered, if one is."""
        if self.notes:
            self.notes[-1].update(names)

    def passing(self) -> None:
        """What is being rendered may be something else the next time, even if no variable has changed."""
        self.note(PASSING)

    def resolve(self, name: str, value: Any) -> Any:
        """Render a variable; UndefinedError, with the chain of variables that leads there, if it refers to itself.

        It is rendered once for as long as nothing that it reads is another value.
        """
        outer = self.outer
        if outer is not None and name in outer.rendered and self.sees_the_same(name, outer.reads[name]):
            found, reads = outer.rendered[name], outer.reads[name]
            self.rendered[name], self.reads[name] = found, reads
            self.note(*reads)
            return found
        if name in self.busy:
            if isinstance(value, Mapping):
                return Parts(self, value, name)
            chain = " -> ".join(self.told(each) for each in [*self.busy[self.busy.index(name) :], name])
            raise LoopError(f"the variable {name!r} refers to itself: {chain}")
        self.busy.append(name)
        self.notes.append(set())
        try:
            found = self.made(name, value)
        except UndefinedError as error:
            raise self.chained(error) from None
        finally:
            reads = self.notes.pop()
            self.note(*reads)
            self.busy.pop()
        if not reads.isdisjoint(CHANGING):
            return found
        keeper = self.outer if self.outer is not None and self.sees_the_same(name, reads) else self
        keeper.rendered[name], keeper.reads[name] = found, reads
        return found

    def made(self, name: str, value: Any) -> Any:
        """What a variable is, of the value that its nearest layer gives it."""
        if isinstance(value, OfScope):
            self.passing()
            return value.make(self)
        if isinstance(value, Merging):
            # What layers below give to it counts, too.
            self.passing()
            return together([self.render(part, self) for part in chain(self.given(name))], value.position)
        return self.render(value, self)

    def chained(self, error: UndefinedError) -> UndefinedError:
        """The error, said to be in the variable that is being rendered; a loop has been told whole."""
        if not self.busy or isinstance(error, LoopError):
            return error
        return UndefinedError(f"{self.told(self.busy[-1])} -> {error.message}", error.position, error.hint)

    def need(self, name: str) -> Any:
        """As get, but NotYet for a promise and UndefinedError for a missing variable."""
        value = self.get(name)
        if isinstance(value, Promise):
            raise NotYet(value)
        if value is MISSING:
            raise UndefinedError(f"'{name}' is undefined")
        return value

    def setting(self, names: tuple[str, ...], default: Any) -> Any:
        """The last of these variables that some layer sets to anything but null, or the default."""
        for name in reversed(names):
            if name in self and (value := self.need(name)) is not None:
                return value
        return default

    def __contains__(self, name: object) -> bool:
        """Whether some layer has the name; magic variables do not count."""
        if self.notes:
            self.notes[-1].add(str(name))
        return self.layer(str(name)) is not None

    def names(self) -> Iterator[str]:
        """Every name that some layer has."""
        self.passing()
        seen: set[str] = set()
        for layer in self.layers:
            for name in layer.values:
                if name not in seen:
                    seen.add(name)
                    yield name


__all__ = ["CHANGING", "MISSING", "OMIT", "PASSING", "Everything", "Layers", "LoopError", "Names", "OfScope",
           "PartLoopError", "Render", "Scope", "has_template", "is_template"]  # fmt: skip
