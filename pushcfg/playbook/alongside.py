"""The layers that tasks bring along to the scopes of hosts: one object for all tasks that bring the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pushcfg.playbook.role import Role
from pushcfg.template.scope import Layers, Names


class Same:
    """A tuple that is the same as another if what it holds is."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.values)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and [*map(id, self.values)] == [*map(id, other.values)]


def layers_of(
    folders: tuple[Path, ...], environment: tuple[Any, ...], variables: tuple[Names, ...], role: Role | None
) -> Layers:
    """What a task with these brings along."""
    told = about(folders, Same(environment)) if environment else searched(folders)
    if role is None:
        return one_of(Layers(variables=variables, magic=(told,)))
    return one_of(Layers(role.params, (*variables, *role.variables), role.defaults, (told, role.magic)))


@cache
def one_of(layers: Layers) -> Layers:
    """The one object for all tasks that bring these, which scopes then tell by a look."""
    return layers


@cache
def searched(folders: tuple[Path, ...]) -> Names:
    """The magic variable about the folders of a task: one layer for all tasks that have these."""
    return Names({"ansible_search_path": [str(folder.absolute()) for folder in folders]})


@cache
def about(folders: tuple[Path, ...], environment: Same) -> Names:
    """As searched, with the magic variable about the environment of a task."""
    return Names({**searched(folders).values, "environment": list(environment.values)})
