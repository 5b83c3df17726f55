"""Files of the inventory plugin `constructed`: what they ask for."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from typing import Any, Final

from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.source import Node

NAMES: Final = ("constructed", "ansible.builtin.constructed")
_TRUE: Final = frozenset({"y", "yes", "on", "1", "true", "t"})
_FALSE: Final = frozenset({"n", "no", "off", "0", "false", "f"})
_OPTIONS: Final = ("plugin", "strict", "compose", "groups", "keyed_groups", "use_vars_plugins", "use_extra_vars",
                   "leading_separator")  # fmt: skip
_KEYED: Final = ("key", "prefix", "separator", "parent_group", "default_value", "trailing_separator")


@dataclass(frozen=True)
class Expression:
    """A template's expression without braces, for a variable or a group, and where it stands."""

    name: str
    text: Any
    position: Position


@dataclass(frozen=True)
class KeyedGroup:
    """Groups named after the value of an expression."""

    key: Expression
    prefix: Any = ""
    separator: Any = "_"
    parent_group: Any = None
    default_value: Any = None
    trailing_separator: Any = None


@dataclass(frozen=True)
class Constructed:
    """One file: variables to compose, groups by condition, groups by value."""

    strict: bool
    compose: tuple[Expression, ...]
    groups: tuple[Expression, ...]
    keyed_groups: tuple[KeyedGroup, ...]
    files: bool
    extra: bool
    leading_separator: bool


def read_constructed(root: Node, warnings: list[Warned]) -> Constructed:
    """What a file says whose `plugin` is `constructed`."""
    for key, _ in root.items():
        _known(key, _OPTIONS, "the plugin constructed has no option", warnings)
    from_environment = os.environ.get("ANSIBLE_INVENTORY_USE_EXTRA_VARS", "").lower() in _TRUE
    return Constructed(
        strict=_flag(root, "strict", False),
        compose=_expressions(root.get("compose"), "compose"),
        groups=_expressions(root.get("groups"), "groups"),
        keyed_groups=_keyed_groups(root.get("keyed_groups"), warnings),
        files=_flag(root, "use_vars_plugins", False),
        extra=_flag(root, "use_extra_vars", from_environment),
        leading_separator=_flag(root, "leading_separator", True),
    )


def _expressions(node: Node | None, option: str) -> tuple[Expression, ...]:
    if node is None or node.is_none:
        return ()
    if not node.is_mapping:
        raise InventoryError(f"{option} is {node.description}, not a mapping", node.position,
                             "write `name: expression`")  # fmt: skip
    return tuple(Expression(str(key.value), value.plain(), value.position) for key, value in node.items())


def _keyed_groups(node: Node | None, warnings: list[Warned]) -> tuple[KeyedGroup, ...]:
    if node is None or node.is_none:
        return ()
    if not node.is_sequence:
        raise InventoryError(f"keyed_groups is {node.description}, not a list", node.position,
                             "write `- key: expression`")  # fmt: skip
    return tuple(_keyed_group(entry, warnings) for entry in node)


def _keyed_group(entry: Node, warnings: list[Warned]) -> KeyedGroup:
    expression = entry.get("key")
    if expression is None or not expression.is_string:
        raise InventoryError("an entry of keyed_groups has no key" if expression is None
                             else f"the key of keyed_groups is {expression.description}, no expression",
                             (expression or entry).position, "write `- key: expression`")  # fmt: skip
    for key, _ in entry.items():
        _known(key, _KEYED, "keyed_groups has no option", warnings)
    given = {key.value: value.plain() for key, value in entry.items() if key.value in _KEYED[1:]}
    if given.get("default_value") is not None and given.get("trailing_separator") is not None:
        raise InventoryError("default_value and trailing_separator exclude one another",
                             entry.position, "leave one of them out")  # fmt: skip
    return KeyedGroup(Expression("keyed_groups", expression.value, expression.position), **given)


def _flag(root: Node, option: str, default: bool) -> bool:
    node = root.get(option)
    if node is None or node.is_none:
        return default
    text = str(node.value).lower()
    if node.is_scalar and text in _TRUE | _FALSE:
        return text in _TRUE
    raise InventoryError(f"{option} is {node.description}", node.position, "write true or false")


def _known(key: Node, options: tuple[str, ...], message: str, warnings: list[Warned]) -> None:
    if key.value in options:
        return
    close = difflib.get_close_matches(str(key.value), options, 1, 0.7)
    if close:
        raise InventoryError(f"{message} {key.value!r}", key.position, f"did you mean {close[0]!r}?")
    warnings.append(Warned(f"{message} {key.value!r}; it is skipped", key.position))
