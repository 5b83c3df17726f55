"""The variables that one rendering sees: layers, the nearest first, rendered when they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pushcfg.errors import Position, UndefinedError
from pushcfg.model import Merging, Unsafe, Vaulted
from pushcfg.promise import NotYet, Promise
from pushcfg.source.merging import chain, together

MARKS: Final = ("{{", "{%", "{#")


class Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "MISSING"


# No layer has the variable.
MISSING: Final = Missing()
# Stands among the names that are read for what comes from outside: time, chance, files, other hosts.
PASSING: Final = "(passing)"
CHANGING: Final = frozenset({PASSING, "hostvars", "vars"})
# A param whose value this is counts as not given.
OMIT: Final = Unsafe("__omit_place_holder__")


def is_template(text: str) -> bool:
    """Whether text has anything to render."""
    return "{" in text and not isinstance(text, Unsafe) and any(mark in text for mark in MARKS)


def has_template(value: Any) -> bool:
    """Whether a value has anything to render or to decrypt, however deep."""
    if isinstance(value, str):
        return is_template(value)
    if isinstance(value, Vaulted | OfScope | Merging):
        return True
    if isinstance(value, Mapping):
        return any(has_template(item) for pair in value.items() for item in pair)
    if isinstance(value, list | tuple):
        return any(map(has_template, value))
    return False


Where = Callable[[str], Position | None]


def nowhere(name: str) -> None:
    """The place of a variable that nobody wrote down."""


class LoopError(UndefinedError):
    """A variable that is made of itself."""


class Names:
    """One layer: variables, and which of them are templates. What is `data` (it came from a host) never is.

    `where` says where a variable was written, which is asked only for a message.
    """

    __slots__ = ("data", "templated", "values", "where")

    def __init__(
        self, values: Mapping[str, Any] | None = None, data: bool = False, where: Where = nowhere
    ) -> None:  # fmt: skip
        self.values: dict[str, Any] = dict(values or {})
        self.data = data
        self.where = where
        self.templated = set() if data else {name for name, value in self.values.items() if has_template(value)}

    def set(self, name: str, value: Any) -> None:
        """Give a variable a value."""
        self.values[name] = value
        if not self.data and has_template(value):
            self.templated.add(name)
        else:
            self.templated.discard(name)


class OfScope(NamedTuple):
    """The value of a variable that is made for the scope that reads it."""

    make: Callable[[Scope], Any]


class Layers(NamedTuple):
    """What a task, its blocks and its role add to a scope, the nearest of each first.

    `params` were given to an include or a role and win over results; `variables` are those of the task, its blocks
    and its role; `defaults` are weaker than anything from the inventory; `magic` wins over all.
    """

    params: tuple[Names, ...] = ()
    variables: tuple[Names, ...] = ()
    defaults: tuple[Names, ...] = ()
    magic: tuple[Names, ...] = ()


Render = Callable[[Any, "Scope"], Any]


class Scope:
    """Looks names up through layers and renders what it finds, once for each name.

    `render` renders a value in this scope; `late` is asked for names that no layer has (magic variables). Of the
    layers, the first `strong` win over everything that a task brings along, the first `above` over its variables,
    and the last `weak` lose against its defaults.
    """

    __slots__ = ("above", "added", "busy", "context", "late", "layers", "notes", "outer", "reads", "render", "rendered",
                 "strong", "weak")  # fmt: skip

    def __init__(
        self, layers: Iterable[Names], render: Render, late: Callable[[str], Any] = lambda name: MISSING,
        above: int = 0, strong: int = 0, weak: int = 0, outer: Scope | None = None, added: tuple[Names, ...] = (),
    ) -> None:  # fmt: skip
        self.above = above
        self.strong = strong
        self.weak = weak
        self.layers = tuple(layers)
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

    def inner(self, *layers: Names) -> Scope:
        """A scope with nearer layers in front."""
        count = len(layers)
        return Scope((*layers, *self.layers), self.render, self.late, self.above + count, self.strong + count,
                     self.weak, self.outer or self, (*layers, *self.added))

    def of_task(self, own: Layers) -> Scope:
        """A scope with what a task brings along in its places between the host's layers."""
        if not any(own):
            return self
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

    def written(self, name: str) -> Any:
        """The value as it was written; MISSING if no layer has it."""
        for layer in self.layers:
            if name in layer.values:
                return layer.values[name]
        return MISSING

    def get(self, name: str) -> Any:
        """The rendered value; MISSING, a Promise, or an UndefinedError where a variable inside it is missing."""
        self.note(name)
        if name in self.rendered:
            self.note(*self.reads[name])
            return self.rendered[name]
        outer = self.outer
        if outer is not None and name in outer.rendered and self.sees_the_same(name, outer.reads[name]):
            self.note(*outer.reads[name])
            return outer.rendered[name]
        for layer in self.layers:
            if name in layer.values:
                value = layer.values[name]
                return self.resolve(name, value) if name in layer.templated else value
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
        if name in self.busy:
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

    def given(self, name: str) -> Iterator[Any]:
        """What each layer gives to a variable, the nearest first."""
        return (layer.values[name] for layer in self.layers if name in layer.values)

    def chained(self, error: UndefinedError) -> UndefinedError:
        """The error, said to be in the variable that is being rendered; a loop has been told whole."""
        if not self.busy or isinstance(error, LoopError):
            return error
        return UndefinedError(f"{self.told(self.busy[-1])} -> {error.message}", error.position, error.hint)

    def told(self, name: str) -> str:
        """A variable with the place where it was written, if that is known."""
        layer = next((layer for layer in self.layers if name in layer.values), None)
        place = layer.where(name) if layer is not None else None
        return f"{name} ({place})" if place is not None else name

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
        self.note(str(name))
        return any(name in layer.values for layer in self.layers)

    def names(self) -> Iterator[str]:
        """Every name that some layer has."""
        self.passing()
        seen: set[str] = set()
        for layer in self.layers:
            for name in layer.values:
                if name not in seen:
                    seen.add(name)
                    yield name


class Everything(Mapping[str, Any]):
    """The variable `vars`: all others, each rendered when it is read."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __getitem__(self, name: str) -> Any:
        value = self.scope.get(name)
        if value is MISSING:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return self.scope.names()

    def __len__(self) -> int:
        return sum(1 for _ in self)
