"""What files say whatever becomes of it: names that are set, handlers that are notified, words that are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pushcfg.lint.files import Files, below
from pushcfg.source import Node

WORD = re.compile(r"[A-Za-z_]\w*")
SHORT = ("ansible.builtin.", "ansible.legacy.")


@dataclass
class Raw:
    """All of some files. `given` counts the `vars` that set a name, `names` are those that are set otherwise.

    `patterns` are names that are made by templates; `anything`: names nobody can know.
    """

    given: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    notified: list[Any] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    anything: bool = False

    def add_name(self, name: Any) -> None:
        """A name that is set, which may be a template."""
        text = str(name)
        if "{{" not in text:
            self.names.add(text)
            return
        pattern = as_pattern(text)
        if pattern is None:
            self.anything = True
        else:
            self.patterns.append(pattern)


def as_pattern(text: str) -> re.Pattern[str] | None:
    """What a text with templates in it may become; None if that is anything."""
    parts = re.split(r"\{\{.*?\}\}", text, flags=re.DOTALL)
    return re.compile(".*".join(map(re.escape, parts))) if any(part.strip() for part in parts) else None


def gather(files: Files, names: Iterable[str]) -> Raw:
    """What these files say."""
    found = Raw()
    for name in names:
        tree = files.tree(name)
        registers: set[int] = set()
        for node in below(tree) if tree is not None else ():
            if node.is_mapping:
                note(node, found)
                registers.update(id(value) for key, value in node.items() if key.value == "register")
            elif node.is_string and id(node) not in registers:
                found.words.update(WORD.findall(node.value))
    return found


def note(node: Node, found: Raw) -> None:
    """One mapping, which may be a task, a play, or an entry of roles."""
    for key, value in node.items():
        word = str(key.value)
        for prefix in SHORT:
            word = word.removeprefix(prefix)
        if word == "register" and value.is_string:
            found.names.add(value.value)
        elif word == "vars":
            found.given.update(str(key.value) for part in (value, *value.elements()) for key, _ in part.items())
        elif word in ("set_fact", "add_host"):
            for name, _ in value.items():
                found.add_name(name.value)
            for text in re.findall(r"(\S+?)=", value.value) if value.is_string else ():
                found.add_name(text)
            found.anything = found.anything or (value.is_string and value.value.strip().startswith("{{"))
        elif word == "args" and ("set_fact" in node or "ansible.builtin.set_fact" in node):
            found.anything = True
        elif word == "notify":
            found.notified.extend(part.value for part in (value, *value.elements()) if part.is_string)
