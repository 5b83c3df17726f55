"""The play of one task that `pushcfg exec` makes of a module and the words behind it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushcfg.errors import Position, UsageError

if TYPE_CHECKING:
    from pushcfg.fitting import ModuleInfo
    from pushcfg.playbook import Play
    from pushcfg.source import Node

# What messages call the place of everything that the command line says.
PLACE = Position("exec", 1)
# What the module command takes for more than a part of a word.
SPECIAL = re.compile(r"""[\s'"\\]""")


def one_task(pattern: str, info: ModuleInfo, args: tuple[str, ...]) -> Play:
    """A play of one task, read as a playbook would be, with all its checks."""
    from pushcfg.playbook.read import read_one

    task = {info.name: arguments(info, args)}
    play = {"name": f"exec {info.name}", "hosts": pattern, "gather_facts": False, "tasks": [task]}
    return read_one(node(play), Path())


def arguments(info: ModuleInfo, args: tuple[str, ...]) -> Any:
    """The arguments as a playbook would have them: text, a mapping, or None."""
    if not args:
        return None
    if len(args) == 1 and args[0].lstrip().startswith("{"):
        given = from_json(args[0])
        if given is not None:
            return given
    if info.cls.free_form is not None:
        return as_text(info.name, args)
    merged: dict[str, str] = {}
    for word in args:
        for name, value in pairs(info, word).items():
            if name in merged:
                raise UsageError(f"{info.name}: the argument {name!r} is given twice")
            merged[name] = value
    return merged


def from_json(text: str) -> dict[str, Any] | None:
    """A JSON object; None if the text is anything else, such as a template or a group of a shell."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def as_text(module: str, args: tuple[str, ...]) -> str:
    """Words as one text.

    One word is taken as it is. Of several, each stays one word to command; to shell, those with spaces in them
    do, and all the others mean there what they would mean there.
    """
    if len(args) == 1:
        return args[0]
    special = re.compile(r"\s") if module == "shell" else SPECIAL
    return " ".join(quoted(word) if not word or special.search(word) else word for word in args)


def quoted(word: str) -> str:
    """A word that a shell reads as it is."""
    inner = word.replace("'", "'\"'\"'")
    return f"'{inner}'"


def pairs(info: ModuleInfo, word: str) -> dict[str, str]:
    """The name=value pairs of one word: several if all its parts are pairs, else one whose value has spaces."""
    from pushcfg import library

    free_form = library.load("core.free_form")
    name, sign, value = word.partition("=")
    if not sign or not re.fullmatch(r"[\w-]+", name):
        raise UsageError(f"{info.name} takes arguments as name=value, not {word!r}",
                         hint=f"`pushcfg doc {info.name}` lists them")
    try:
        rest, found = free_form.split_free_form(word)
    except ValueError:
        rest, found = word, {}
    if rest.strip():
        return {name: free_form.ESCAPE.sub(free_form.unescape, value)}
    return dict(found)


def node(value: Any) -> Node:
    """A value as the reader of playbooks gets it."""
    from pushcfg.source import Node

    if isinstance(value, dict):
        return Node("mapping", tuple((node(key), node(item)) for key, item in value.items()), PLACE)
    if isinstance(value, list):
        return Node("sequence", tuple(map(node, value)), PLACE)
    return Node("scalar", value, PLACE)
