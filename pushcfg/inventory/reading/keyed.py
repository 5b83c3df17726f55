"""How the plugin `constructed` names groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pushcfg.errors import InventoryError, Position
from pushcfg.inventory.reading.constructed import KeyedGroup

EMPTY: Final = (None, "")
_NO_NAME: Final = re.compile(r"^[\d\W]|[^\w]")


def bare_names(keyed: KeyedGroup, key: Any, position: Position) -> list[Any]:
    """What groups are called after the prefix."""
    default = keyed.default_value
    if key in EMPTY:
        return [default]
    if isinstance(key, str):
        return [key]
    if isinstance(key, list):
        return [default if name in EMPTY and default is not None else name for name in key]
    if isinstance(key, Mapping):
        return [_pair(keyed, name, value) for name, value in key.items()]
    raise InventoryError(f"the key {keyed.key.text!r} is {key!r}, neither text nor a list or mapping of texts",
                         position, "make it text: `... | string`")  # fmt: skip


def _pair(keyed: KeyedGroup, name: Any, value: Any) -> str:
    if value in EMPTY:
        if keyed.default_value is not None:
            value = keyed.default_value
        elif keyed.trailing_separator is False:
            return str(name)
    return f"{name}{keyed.separator}{value}"


def group_name(name: str) -> str:
    """A name of a group in which everything but letters, digits and underscores is an underscore."""
    return _NO_NAME.sub("_", name)
