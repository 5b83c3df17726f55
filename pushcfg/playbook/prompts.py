"""`vars_prompt`: the variables of a play that somebody is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from pushcfg.errors import PlaybookError
from pushcfg.playbook.keywords import suggestion
from pushcfg.playbook.model import Prompt, Prompts
from pushcfg.playbook.values import NAME, boolean
from pushcfg.source import Node

KEYS = frozenset({"name", "prompt", "default", "private", "confirm", "encrypt", "salt", "salt_size", "unsafe"})


def read_prompts(node: Node | None) -> Prompts:
    """What a play says; PlaybookError with a place where it makes no sense."""
    return Prompts(tuple(questions(node)))


def questions(node: Node | None) -> Iterator[Prompt]:
    """One by one; a single one may stand without a list."""
    if node is None or node.is_none:
        return
    for entry in node.elements() if node.is_sequence else (node,):
        if not entry.is_mapping:
            raise PlaybookError(f"an entry of vars_prompt must be a mapping, not {entry.description}", entry.position,
                                "write `- name: NAME`")
        for key, _ in entry.items():
            if key.value not in KEYS:
                raise PlaybookError(f"{key.value!r} is no key of vars_prompt", key.position,
                                    suggestion(str(key.value), KEYS) or f"its keys are {', '.join(sorted(KEYS))}")
        yield question(entry)


def question(entry: Node) -> Prompt:
    """One entry."""
    name = entry.get("name")
    if name is None or not name.is_string or not NAME.match(name.value):
        raise PlaybookError("this entry of vars_prompt does not name a variable", (name or entry).position,
                            "add `name:` with letters, digits and underscores")
    said = {str(key.value): value.plain() for key, value in entry.items() if not value.is_none}
    said.update({word: boolean(entry.get(word), word, word == "private") for word in ("private", "confirm", "unsafe")})
    return Prompt(**{**said, "name": name.value}, position=name.position)
