"""A role at one place where it is used, and the layers of variables that it brings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from pushcfg.errors import Position
from pushcfg.template.scope import Names


@dataclass(frozen=True, eq=False)
class Role:
    """One use of a role.

    `parents` are the roles that it was used by, the outermost first; `dependencies` those of its meta/main.yml and
    theirs, in the order in which they run. Of its variables, `own_defaults` and `own_variables` are from its files,
    `given` from the `vars` of its entry, and `given_params` are other keys there. `included`: by a task of its parent.
    `public`: every task of the play sees its variables. `use` is the same for uses that need no repetition; `again`:
    not on hosts on which tasks of another such use have run.
    """

    name: str
    folder: Path
    position: Position
    collection: str = ""
    parents: tuple[Role, ...] = ()
    dependencies: tuple[Role, ...] = ()
    own_defaults: Names = field(default_factory=Names)
    own_variables: Names = field(default_factory=Names)
    given: Names = field(default_factory=Names)
    given_params: Names = field(default_factory=Names)
    included: bool = False
    public: bool = True
    use: str = ""
    again: bool = False

    @cached_property
    def magic(self) -> Names:
        """What Ansible tells tasks of a role about it."""
        told: dict[str, object] = {
            "role_name": self.name.removeprefix(f"{self.collection}."), "ansible_role_name": self.name,
            "role_path": str(self.folder.absolute()), "role_uuid": str(uuid4()),
            "ansible_collection_name": self.collection or None,
        }  # fmt: skip
        if self.included and self.parents:
            told["ansible_parent_role_names"] = [parent.name for parent in reversed(self.parents)]
            told["ansible_parent_role_paths"] = [str(parent.folder.absolute()) for parent in reversed(self.parents)]
        return Names(told, data=True)

    @cached_property
    def params(self) -> tuple[Names, ...]:
        """The layers over results, the nearest first."""
        return filled(role.given_params for role in (self, *reversed(self.parents)))

    @cached_property
    def variables(self) -> tuple[Names, ...]:
        """The layers under those of blocks, the nearest first."""
        above = [layer for parent in reversed(self.parents) for layer in (parent.own_variables, parent.given)]
        below = [layer for role in reversed(self.dependencies) for layer in role.exports]
        return filled((self.given, self.own_variables, *below, *above))

    @cached_property
    def exports(self) -> tuple[Names, ...]:
        """The variables that other tasks of the play see, too, the nearest first."""
        below = [layer for role in reversed(self.dependencies) for layer in role.exports]
        return filled((self.own_variables, *below))

    @cached_property
    def defaults(self) -> tuple[Names, ...]:
        """The weakest layers, the nearest first."""
        above = [parent.own_defaults for parent in reversed(self.parents)]
        return filled((self.own_defaults, *above, *self.shared_defaults[1:]))

    @cached_property
    def shared_defaults(self) -> tuple[Names, ...]:
        """The defaults that other tasks of the play see, too, the nearest first."""
        below = [layer for role in reversed(self.dependencies) for layer in role.shared_defaults]
        return (self.own_defaults, *filled(below))


def filled(layers: Iterable[Names]) -> tuple[Names, ...]:
    """The layers that have any variable."""
    return tuple(layer for layer in layers if layer.values)
