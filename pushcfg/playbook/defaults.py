"""Reads module_defaults: arguments that tasks of a module have where they do not say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushcfg import actions, library
from pushcfg.errors import PlaybookError, Position
from pushcfg.fitting import ArgumentProblem, ModuleInfo
from pushcfg.source import Node

# By argument: what it is, and where that is written.
Given = Mapping[str, tuple[Any, Position]]
Defaults = Mapping[str, Given]


def module_defaults(node: Node | None, outer: Defaults) -> Defaults:
    """The defaults by module; those of an outer play or block for the same module do not count, as in Ansible."""
    if node is None or node.is_none:
        return outer
    found = dict(outer)
    for part in node.elements() if node.is_sequence else (node,):
        if not part.is_mapping:
            raise PlaybookError(f"module_defaults must be a mapping, not {part.description}", part.position,
                                "write `module: {argument: value}`")
        for key, value in part.items():
            info = named(key)
            if not value.is_mapping and not value.is_none:
                raise PlaybookError(f"the defaults of {key.value} must be a mapping, not {value.description}",
                                    value.position, "write `argument: value`")
            found[info.name] = given(info, value)
    return found


def named(key: Node) -> ModuleInfo:
    """The module or statement that a key names."""
    name = str(key.value)
    if name.startswith("group/"):
        raise PlaybookError(f"module_defaults says {name!r}, and no module of pushcfg is in a group", key.position,
                            "name the modules themselves")
    info = actions.find(name)
    if info is None:
        near = library.suggest(name)
        raise PlaybookError(f"module_defaults: pushcfg has no module {name!r}", key.position,
                            f"did you mean {near!r}?" if near else "`pushcfg doc` lists the modules")
    return info


def given(info: ModuleInfo, node: Node) -> Given:
    """The arguments; PlaybookError for one that the module does not have."""
    for key, value in node.items() if node.is_mapping else ():
        try:
            info.check(str(key.value), value.plain())
        except ArgumentProblem as problem:
            raise PlaybookError(problem.message, key.position, problem.hint) from None
    return {str(key.value): (value.plain(), value.position) for key, value in node.items()} if node.is_mapping else {}


def with_defaults(
    info: ModuleInfo, arguments: dict[str, Any], positions: dict[str, Position], defaults: Defaults
) -> None:  # fmt: skip
    """Add the defaults of a module to the arguments of a task, but for those that it has, under whatever name."""
    own = {info.canonical(name) for name in arguments}
    for name, (value, position) in defaults.get(info.name, {}).items():
        if info.canonical(name) not in own:
            arguments[name] = value
            positions[name] = position
