"""The variables of `-e`: name=value pairs, JSON, YAML or a file of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pushcfg import library
from pushcfg.errors import Position, SourceError, UsageError, VariableError
from pushcfg.model import Layer
from pushcfg.playbook.values import NAME
from pushcfg.source import Node, load_optional, loads
from pushcfg.source.merging import overlaid
from pushcfg.vault import NO_KEYS, Keyring


def extra_variables(given: Iterable[str], keyring: Keyring = NO_KEYS) -> Layer:
    """What all -e say together, a later one before an earlier one, as a layer of the highest precedence."""
    values: dict[str, object] = {}
    positions: dict[str, Position] = {}
    for number, text in enumerate(given, 1):
        layer = variables_of(text, Position("-e", number), keyring)
        values = overlaid(values, layer.values)
        for name in layer.values:
            positions[name] = layer.positions[name]
    return Layer("-e", values, positions)


def variables_of(text: str, position: Position, keyring: Keyring = NO_KEYS) -> Layer:
    """One -e; UsageError, SourceError or VariableError where it makes no sense."""
    stripped = text.strip()
    if not stripped:
        return Layer("-e", {})
    if stripped.startswith("@"):
        return of_node(load_file(stripped[1:], keyring), text)
    if stripped[0] in "{[":
        return of_node(loads(stripped, "-e", []), text)
    if stripped[0] in "/.":
        raise UsageError(f"-e {text}: looks like a file", hint=f"write -e @{stripped}")
    return of_pairs(stripped, text, position)


def of_pairs(stripped: str, text: str, position: Position) -> Layer:
    """`name=value` pairs, whose values stay text."""
    try:
        rest, pairs = library.load("core.free_form").split_free_form(stripped)
    except ValueError as error:
        raise UsageError(f"-e {text}: {error}") from None
    if rest.strip() or not pairs:
        raise UsageError(f"-e {text}: neither name=value, JSON nor @FILE",
                         hint="quote a value with spaces: -e 'name=\"two words\"'" if pairs else "")
    for name in pairs:
        if not NAME.match(name):
            raise VariableError(f"-e {text}: {name!r} is no name of a variable",
                                hint="use letters, digits and underscores")
    return Layer("-e", pairs, dict.fromkeys(pairs, position))


def load_file(name: str, keyring: Keyring = NO_KEYS) -> Node | None:
    """The document of a file, if there is anything in it."""
    path = Path(os.path.expanduser(name))
    if not path.exists():
        raise SourceError(f"the file of variables {name} does not exist", hint="check the name behind -e @")
    return load_optional(path, [], keyring)


def of_node(node: Node | None, text: str) -> Layer:
    """The variables of a document, which must be a mapping from names."""
    if node is None:
        return Layer("-e", {})
    if not node.is_mapping:
        raise VariableError(f"-e {text}: must be a mapping, not {node.description}", node.position,
                            "write `name: value`")
    for key, _ in node.items():
        if not isinstance(key.value, str):
            raise VariableError(f"-e {text}: the name of a variable is text, not {key.description}", key.position,
                                "quote it")
    return Layer("-e", node.plain(), node.key_positions())
