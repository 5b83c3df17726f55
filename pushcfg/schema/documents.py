"""Whole schemas, each with its title and the draft that it is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pushcfg.fitting import ModuleInfo
from pushcfg.schema.inventory import file_of_variables, inventory
from pushcfg.schema.modules import arguments, infos, names_of
from pushcfg.schema.playbook import playbook, tasks
from pushcfg.schema.values import NAMED, Schema

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def modules(own: Sequence[str]) -> Schema:
    """A mapping from names of modules to arguments."""
    return {"type": "object", "additionalProperties": False, "$defs": NAMED,
            "properties": {name: arguments(info) for info in infos(own) for name in names_of(info)}}  # fmt: skip


KINDS: Final[Mapping[str, tuple[str, Callable[[Sequence[str]], Schema]]]] = {
    "playbook": ("a playbook", playbook),
    "tasks": ("a file of tasks or handlers, as roles have them", tasks),
    "inventory": ("an inventory in YAML", lambda own: inventory()),
    "vars": ("a file of variables", lambda own: file_of_variables()),
    "module": ("modules with their arguments", modules),
}


def schema_of(kind: str, own: Sequence[str] = ()) -> Schema:
    """The schema of a kind of file; `own` are modules of a project, by the names that they travel under."""
    title, make = KINDS[kind]
    return {"$schema": DRAFT, "title": f"pushcfg: {title}", **make(own)}


def of_module(info: ModuleInfo) -> Schema:
    """The schema of one module's arguments."""
    return {"$schema": DRAFT, "title": f"pushcfg: arguments of {info.name}", **arguments(info, complete=True),
            "$defs": NAMED}  # fmt: skip
