"""Layers of variables, and what in them has to be rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from pushcfg.errors import Position
from pushcfg.model import Merging, Unsafe, Vaulted


class Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "MISSING"


# No layer has the variable.
MISSING: Final = Missing()
# A param whose value this is counts as not given.
OMIT: Final = Unsafe("__omit_place_holder__")


def is_template(text: str) -> bool:
    """Whether text has anything to render."""
    return ("{{" in text or "{%" in text or "{#" in text) and not isinstance(text, Unsafe)


def has_template(value: Any) -> bool:
    """Whether a value has anything to render or to decrypt, however deep; names in a mapping are no templates."""
    if isinstance(value, str):
        return is_template(value)
    if isinstance(value, Vaulted | OfScope | Merging):
        return True
    if isinstance(value, Mapping):
        return any(map(has_template, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_template, value))
    return False


Where = Callable[[str], Position | None]
# What is a template among data; one for all, which nobody adds to.
NO_NAMES: Final[set[str]] = set()


def nowhere(name: str) -> None:
    """The place of a variable that nobody wrote down."""


class Names:
    """One layer: variables, and which of them are templates. What is `data` (it came from a host) never is.

    `where` says where a variable was written, which is asked only for a message. `trusted`: what text in it says may be
    an expression, as it stands in the playbook or the inventory.
    """

    __slots__ = ("data", "templated", "trusted", "values", "where")

    def __init__(
        self, values: Mapping[str, Any] | None = None, data: bool = False, where: Where = nowhere, trusted: bool = False
    ) -> None:  # fmt: skip
        self.values: dict[str, Any] = dict(values or {})
        self.data = data
        self.trusted = trusted or not data
        self.where = where
        self.templated = NO_NAMES if data else {name for name, value in self.values.items() if has_template(value)}

    def set(self, name: str, value: Any) -> None:
        """Give a variable a value."""
        self.values[name] = value
        if self.data:
            return
        if has_template(value):
            self.templated.add(name)
        else:
            self.templated.discard(name)


class OfScope(NamedTuple):
    """The value of a variable that is made for the scope that reads it."""

    make: Callable[[Any], Any]


class Layers(NamedTuple):
    """What a task, its blocks and its role add to a scope, the nearest of each first.

    `params` were given to an include or a role and win over results; `variables` are those of the task, its blocks
    and its role; `defaults` are weaker than anything from the inventory; `magic` wins over all.
    """

    params: tuple[Names, ...] = ()
    variables: tuple[Names, ...] = ()
    defaults: tuple[Names, ...] = ()
    magic: tuple[Names, ...] = ()
