"""Values of keywords: conditions, lists of text, numbers, variables, each with its place."""

from __future__ import annotations

import re
from typing import Any

from pushcfg.errors import PlaybookError, Position
from pushcfg.playbook.model import Condition
from pushcfg.source import Node
from pushcfg.template.scope import Names, has_template

# Words that templates have another meaning for are no names.
NAME = re.compile(r"^(?!(?:true|false|none|True|False|None|not)$)[A-Za-z_]\w*$", re.ASCII)


def conditions(node: Node | None) -> tuple[Condition, ...]:
    """One expression, or a list of them that must all hold."""
    if node is None:
        return ()
    if node.is_mapping:
        raise PlaybookError(f"a condition must be text or a list, not {node.description}", node.position,
                            "put quotes around an expression that has `: ` in it")
    entries = node.elements() if node.is_sequence else (node,)
    for entry in entries:
        if not entry.is_scalar:
            raise PlaybookError(f"a condition must be text, not {entry.description}", entry.position)
    return tuple(Condition(entry.value, entry.position) for entry in entries if entry.value is not None)


def optional_conditions(node: Node, name: str) -> tuple[Condition, ...] | None:
    """Conditions, or None where the keyword is not there."""
    entry = node.get(name)
    return None if entry is None or entry.is_none else conditions(entry)


def texts(node: Node | None, what: str) -> tuple[str, ...]:
    """A list of text, or one text that is taken for a list."""
    if node is None or node.is_none:
        return ()
    entries = node.elements() if node.is_sequence else (node,)
    for entry in entries:
        if not entry.is_scalar:
            raise PlaybookError(f"{what} must be text or a list of text, not {node.description}", entry.position)
        if isinstance(entry.value, bool):
            raise PlaybookError(f"{what} has a {str(entry.value).lower()} where a text must stand", entry.position,
                                "quote it: yes, no, on, off, true and false are no text")
    return tuple(str(entry.value) for entry in entries)


def split_texts(node: Node | None, what: str) -> tuple[str, ...]:
    """As texts; in one text that is no list, commas are separators, but for those of a template."""
    found = texts(node, what)
    if node is None or node.is_sequence or has_template(list(found)):
        return found
    return tuple(part.strip() for text in found for part in text.split(",") if part.strip())


def variables(node: Node | None) -> dict[str, Any]:
    """A mapping from names to values; a list of mappings is taken as their sum."""
    if node is None or node.is_none:
        return {}
    if node.is_sequence:
        merged: dict[str, Any] = {}
        for entry in node.elements():
            merged.update(variables(entry))
        return merged
    if not node.is_mapping:
        raise PlaybookError(f"vars must be a mapping, not {node.description}", node.position)
    for key, _ in node.items():
        if not isinstance(key.value, str) or not NAME.match(key.value):
            raise PlaybookError(f"{key.value!r} is no name of a variable", key.position,
                                "use letters, digits and underscores")
    return {str(key.value): entry.plain() for key, entry in node.items()}


def names(node: Node | None) -> Names:
    """As variables, as a layer that knows where each was written."""
    return Names(variables(node), where=positions(node).get)


def positions(node: Node | None) -> dict[str, Position]:
    """Where each of these variables was written."""
    if node is None or not node.is_sequence:
        return {} if node is None else {str(name): position for name, position in node.key_positions().items()}
    found: dict[str, Position] = {}
    for entry in node.elements():
        found.update(positions(entry))
    return found


def boolean(node: Node | None, what: str, default: Any) -> Any:
    """A bool, or a template that will give one; PlaybookError for anything else."""
    if node is None or node.is_none:
        return default
    value = node.plain()
    if isinstance(value, bool) or (isinstance(value, str) and "{" in value):
        return value
    word = str(value).lower()
    if word in ("yes", "on", "true", "1", "y", "t"):
        return True
    if word in ("no", "off", "false", "0", "n", "f"):
        return False
    raise PlaybookError(f"{what} must be true or false, not {node.description}", node.position)


def number(node: Node | None, what: str, default: Any) -> Any:
    """A number, or a template that will give one; PlaybookError for anything else."""
    if node is None or node.is_none:
        return default
    value = node.plain()
    if isinstance(value, str) and "{" in value:
        return value
    try:
        if isinstance(value, bool):
            raise ValueError
        return float(value) if "." in str(value) else int(value)
    except (TypeError, ValueError):
        raise PlaybookError(f"{what} must be a number, not {node.description}", node.position) from None


def title(node: Node) -> str:
    """The name of a play, block or task; nothing if it has none."""
    entry = node.get("name")
    if entry is not None and not entry.is_scalar:
        raise PlaybookError(f"name must be text, not {entry.description}", entry.position)
    return "" if entry is None or entry.is_none else str(entry.value)


def plain(node: Node, name: str) -> Any:
    """The plain value of a keyword, or None."""
    entry = node.get(name)
    return None if entry is None else entry.plain()
