"""JSON files, which Ansible reads as JSON before it tries YAML: their numbers and escapes differ a little."""

from __future__ import annotations

import json
from typing import Any, Final

from pushcfg.errors import Position
from pushcfg.model import Unsafe, Vaulted
from pushcfg.source.node import MAPPING, SCALAR, SEQUENCE, Node
from pushcfg.source.tree import DEEPEST, too_deep

NOT_JSON: Final = object()
# How Ansible writes in JSON what has a tag in YAML.
MARK: Final = "__ansible_"


def parse(text: str) -> Any:
    """The data of a text that is a JSON object or array, or NOT_JSON; of duplicate keys the last wins."""
    if not text.lstrip().startswith(("{", "[")):
        return NOT_JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NOT_JSON


def scalar(literal: str) -> Any:
    """The value of a number, true, false or null of a JSON document."""
    return json.loads(literal)


def to_node(data: Any, position: Position, depth: int = 0) -> Node:
    """A tree for JSON that is not YAML as well; all of it is said to stand at one position."""
    if depth > DEEPEST:
        raise too_deep(position)
    if isinstance(data, dict):
        keys = (Node(SCALAR, key, position) for key in data)
        values = [to_node(value, position, depth + 1) for value in data.values()]
        return Node(MAPPING, tuple(zip(keys, values, strict=True)), position)
    if isinstance(data, list):
        return Node(SEQUENCE, tuple([to_node(value, position, depth + 1) for value in data]), position)
    return Node(SCALAR, data, position)


def marked(node: Node) -> Node:
    """The tree of a JSON document with its vaulted and unsafe values, which are objects of one key, as such."""
    if node.is_sequence:
        return Node(SEQUENCE, tuple(map(marked, node.elements())), node.position)
    if not node.is_mapping:
        return node
    pairs = tuple((key, marked(value)) for key, value in node.items())
    if len(pairs) == 1 and pairs[0][1].is_string:
        name, text = pairs[0][0].value, pairs[0][1].value
        if name == f"{MARK}vault":
            return Node(SCALAR, Vaulted(text, node.position), node.position)
        if name == f"{MARK}unsafe":
            return Node(SCALAR, Unsafe(text), node.position)
    return Node(MAPPING, pairs, node.position)
