"""Roles on a host's walk: which uses of them have run, which are not to run again, and which have been left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushcfg.engine.ends import End
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.playbook import Role

if TYPE_CHECKING:
    from pushcfg.engine.walk import Walk


class Roles:
    """The roles of one walk."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        # By use, the roles of which tasks have run; and whether a role is not to run, as one like it has.
        self.ran: dict[str, set[Role]] = {}
        self.repeated: dict[Role, bool] = {}
        # Those that meta: end_role has ended.
        self.left: set[Role | None] = set()

    def has_run(self, role: Role) -> None:
        """A task of a role has run."""
        self.ran.setdefault(role.use, set()).add(role)

    def may_repeat(self, role: Role) -> bool:
        """Whether a role is one that another use like it may make needless, as far as is known."""
        return role.again and self.repeated.get(role, True)

    def repetition(self, role: Role, number: int) -> None:
        """A task of a role that does not run again where another use like it has: whether any has is known by then."""
        walk = self.walk
        if role in self.repeated:
            walk.hold(number, End(Status.SKIPPED))
            return

        def decide() -> None:
            self.repeated[role] = any(other is not role for other in self.ran.get(role.use, ()))
            walk.push(number)

        walk.when_ended(number, decide)

    def has_left(self, vertex: Vertex) -> bool:
        """Whether a task is of a role that was ended, or of one that such a role has brought."""
        role = vertex.role
        return role is not None and not self.left.isdisjoint((role, *role.parents))
