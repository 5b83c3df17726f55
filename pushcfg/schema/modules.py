"""What modules and statements take, from the params that they declare."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pushcfg import actions, library
from pushcfg.fitting import ModuleInfo, short
from pushcfg.playbook.arguments import OPEN
from pushcfg.schema.values import Schema, choice, named

TYPES: Final = {str: "scalar", "path": "scalar", bool: "truth", float: "number", int: "number"}


def infos(own: Sequence[str] = ()) -> Iterator[ModuleInfo]:
    """All modules, `own` ones of a project, and all statements."""
    for name in (*library.names(), *own):
        if (info := library.find(name)) is not None:
            yield info
    yield from actions.statements().values()


def names_of(info: ModuleInfo) -> tuple[str, ...]:
    """The short names of a module."""
    return (short(info.name), *info.cls.aliases)


def full_names(info: ModuleInfo) -> str:
    """A regular expression for its names with a collection in front."""
    collections = dict.fromkeys((info.collection, *library.BUILTIN))
    front, back = ("|".join(map(re.escape, words)) for words in (collections, names_of(info)))
    return rf"^({front})\.({back})$"


def about(info: ModuleInfo) -> str:
    """The first paragraph of what a module says of itself."""
    text = inspect.cleandoc(info.cls.__dict__.get("__doc__") or "")
    return " ".join(text.partition("\n\n")[0].split())


def arguments(info: ModuleInfo, complete: bool = False) -> Schema:
    """The arguments of a module as a mapping or as text.

    `complete`: required ones must be there, which in a task they need not, as `args` and module_defaults may have them.
    """
    found: Schema = {"description": about(info), "type": ["object", "string", "null"], "properties": {}}
    for name, param in info.params.items():
        found["properties"][name] = of_param(param, name)
    found["additionalProperties"] = info.name in OPEN
    required = sorted(param.name for param in set(info.params.values()) if param.required)
    if complete and required:
        found["allOf"] = [{"anyOf": [{"required": [word]} for word in (name, *info.params[name].aliases)]}
                          for name in required]  # fmt: skip
    if complete:
        found["type"] = "object"
    elif info.cls.free_form is None:
        found["pattern"] = r"=|\{\{"
    elif info.params[info.cls.free_form].choices:
        words = "|".join(map(re.escape, info.params[info.cls.free_form].choices))
        found["pattern"] = rf"^\s*({words})\s*$|=|\{{\{{"
    else:
        found["type"] = ["object", "string", "number", "boolean", "null"]
    return found


def of_param(param: Any, name: str) -> Schema:
    """One argument, under one of its names."""
    found = of_type(param)
    text = param.help if name == param.name else f"the same as {param.name}: {param.help}"
    found = {"description": text, **found}
    if isinstance(param.default, str | int | float | bool) and not param.secret:
        found["default"] = param.default
    return found


def of_type(param: Any) -> Schema:
    """The values that one argument takes."""
    if param.type == "raw":
        return {}
    if param.choices is not None and param.type is not list:
        return choice(spelled(param))
    if param.type is list:
        items = choice(spelled(param)) if param.choices is not None else of_elements(param.elements)
        return {"anyOf": [{"type": "array", "items": items}, named("scalar")]}
    if param.type is dict:
        return {"type": ["object", "string", "null"]}
    return named(TYPES[param.type])


def of_elements(kind: Any) -> Schema:
    """The elements of a list."""
    if kind in TYPES:
        return named(TYPES[kind])
    return {"type": ["object", "string", "null"]} if kind is dict else {}


def spelled(param: Any) -> list[Any]:
    """The choices, with true and false where YAML 1.1 reads the word that is meant as one of them."""
    found = list(param.choices)
    for value in (True, False):
        if param.spelled(value) in found and value not in [one for one in found if isinstance(one, bool)]:
            found.append(value)
    return found + [str(one) for one in param.choices if isinstance(one, int) and not isinstance(one, bool)]
