"""Inventory files in TOML."""

from __future__ import annotations

import datetime
import re
import tomllib
from typing import Any, Final

from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.inventory.reading.addresses import expand
from pushcfg.inventory.reading.draft import Draft

_PLACE: Final = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")
_SECTIONS: Final = ("hosts", "children", "vars")


def read_toml(draft: Draft, text: str, file: str) -> None:
    """Add to a draft what a TOML file declares, each table a group."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(str(error), text, file) from error
    top = Position(file, 1)
    if not data:
        raise InventoryError("the inventory is empty", top, "write a table for each group: [web.hosts]")
    if data.get("plugin"):
        raise InventoryError("a plugin is not configured in TOML", top, "write it in YAML")
    for name, body in data.items():
        _Toml(draft, text, file).group(name, body)


def _syntax(message: str, text: str, file: str) -> InventoryError:
    match = _PLACE.fullmatch(message)
    lines = text.count("\n") + 1
    place = Position(file, int(match[2]), int(match[3])) if match is not None else Position(file, lines)
    told = match[1] if match is not None else message
    return InventoryError(f"this is no TOML: {told}", place, "correct it; text stands between quotes")


class _Toml:
    """One table at the top of a file; the parser tells no positions, so its header stands for all that is in it."""

    def __init__(self, draft: Draft, text: str, file: str) -> None:
        self._draft = draft
        self._lines = text.splitlines()
        self._file = file
        self._position = Position(file, 1)

    def group(self, name: str, body: Any) -> None:
        """Add a group."""
        header = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[.\]=]""")
        line = next((number for number, text in enumerate(self._lines, 1) if header.match(text)), 1)
        self._position = Position(self._file, line)
        if not isinstance(body, dict):
            self._draft.warnings.append(Warned(f"{name!r} is skipped: a group is a table", self._position))
            return
        self._draft.add_group(name, self._position)
        for section, content in body.items():
            if section not in _SECTIONS:
                self._draft.warnings.append(
                    Warned(f"{section!r} in the group {name!r} is skipped: only hosts, children and vars count there",
                           self._position)
                )  # fmt: skip
            elif section == "children":
                self._children(name, content)
            elif not isinstance(content, dict):
                raise self._wrong(f"{section} of the group {name!r} is no table", f"write [{name}.{section}]")
            elif section == "vars":
                self._variables(name, content)
            else:
                self._hosts(name, content)

    def _children(self, name: str, content: Any) -> None:
        if not isinstance(content, list) or not all(isinstance(child, str) for child in content):
            raise self._wrong(f"children of the group {name!r} is no list of names", 'write children = ["web", "db"]')
        for child in content:
            self._draft.add_group(child, self._position)
            self._draft.add_child(name, child, self._position)

    def _hosts(self, group: str, content: dict[str, Any]) -> None:
        for pattern, variables in content.items():
            names, port = expand(pattern, self._position)
            if not isinstance(variables, dict):
                raise self._wrong(f"the variables of {pattern!r} are no table", f"write {pattern} = {{}}")
            for name in names:
                self._draft.add_host(name, group, port, self._position)
                self._variables(name, variables)

    def _variables(self, entity: str, variables: dict[str, Any]) -> None:
        for name, value in variables.items():
            self._draft.set_variable(entity, name, _plain(value), self._position)

    def _wrong(self, message: str, hint: str) -> InventoryError:
        return InventoryError(message, self._position, hint)


def _plain(value: Any) -> Any:
    """A value in the types that YAML has: a time of day is text there."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.time) else value
