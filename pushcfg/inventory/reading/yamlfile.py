"""Inventory files in YAML."""

from __future__ import annotations

import difflib
from typing import Final

from pushcfg.errors import InventoryError
from pushcfg.events import Warned
from pushcfg.inventory.reading.addresses import expand
from pushcfg.inventory.reading.draft import Draft
from pushcfg.source import Node

_SECTIONS: Final = ("hosts", "children", "vars")


def read_yaml(draft: Draft, root: Node) -> None:
    """Add to a draft what a YAML file declares; `root` is a mapping."""
    for key, value in root.items():
        if value.is_mapping or value.is_none:
            _read_group(draft, key, value)
        else:
            draft.warnings.append(
                Warned(
                    f"{key.value!r} is skipped: a group is a mapping, not {value.description}", key.position
                )
            )


def _read_group(draft: Draft, key: Node, body: Node) -> None:
    group = _name(key, "group")
    draft.add_group(group, key.position)
    for section, content in body.items():
        name = section.value
        if name not in _SECTIONS:
            _warn_or_refuse(draft, group, section)
        elif name == "hosts":
            _read_hosts(draft, group, content)
        elif name == "children":
            _read_children(draft, group, content)
        else:
            for variable, value in _entries(content, "vars"):
                draft.set_variable(group, _name(variable, "variable"), value.plain(), variable.position)


def _read_hosts(draft: Draft, group: str, content: Node) -> None:
    if content.is_string:
        _add_hosts(draft, group, content, None)
        return
    for key, variables in _entries(content, "hosts"):
        _add_hosts(draft, group, key, variables)


def _add_hosts(draft: Draft, group: str, key: Node, variables: Node | None) -> None:
    names, port = expand(_name(key, "host"), key.position)
    if variables is not None and not variables.is_mapping and variables.plain():
        raise InventoryError(
            f"the variables of {key.value!r} are {variables.description}",
            variables.position,
            "write them as a mapping, name: value",
        )
    pairs = variables.items() if variables is not None else ()
    settings = [(_name(name, "variable"), value, name.position) for name, value in pairs]
    for name in names:
        draft.add_host(name, group, port, key.position)
        for variable, value, position in settings:
            draft.set_variable(name, variable, value.plain(), position)


def _read_children(draft: Draft, group: str, content: Node) -> None:
    if content.is_string:
        draft.add_group(content.value, content.position)
        draft.add_child(group, content.value, content.position)
        return
    for key, body in _entries(content, "children"):
        if not body.is_mapping and not body.is_none:
            raise InventoryError(
                f"the group {key.value!r} is {body.description}",
                body.position,
                "write hosts:, children: or vars: under it",
            )
        _read_group(draft, key, body)
        draft.add_child(group, key.value, key.position)


def _entries(content: Node, section: str) -> tuple[tuple[Node, Node], ...]:
    if not content.is_mapping and not content.is_none:
        raise InventoryError(
            f"{section} is {content.description}, not a mapping",
            content.position,
            "write `name: value`"
            if section == "vars"
            else "write each name with a colon after it, without a dash",
        )
    return content.items()


def _name(key: Node, kind: str) -> str:
    if not isinstance(key.value, str):
        raise InventoryError(
            f"the name of a {kind} is text, not {key.description}", key.position, "quote it to make it text"
        )
    return key.value


def _warn_or_refuse(draft: Draft, group: str, section: Node) -> None:
    close = difflib.get_close_matches(str(section.value), _SECTIONS, 1, 0.7)
    if close:
        raise InventoryError(
            f"the group {group!r} has no section {section.value!r}",
            section.position,
            f"did you mean {close[0]!r}?",
        )
    draft.warnings.append(
        Warned(
            f"{section.value!r} in the group {group!r} is skipped: only hosts, children and vars count there",
            section.position,
        )
    )
