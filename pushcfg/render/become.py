"""Which user a task runs as on one host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pushcfg.errors import PlaybookError
from pushcfg.playbook import Omittable, Task
from pushcfg.render.values import Values
from pushcfg.template.scope import OMIT, Scope

# The ways to become another user.
METHODS: Final = ("sudo", "su")
WANTED: Final = ("ansible_become",)
METHOD: Final = ("ansible_become_method",)
PARTS: Final = ("user", "flags", "exe")
BECOME_VARIABLES: Final = (
    *WANTED, *METHOD, *(f"ansible_{way}_{part}" for way in ("become", *METHODS) for part in PARTS),
)  # fmt: skip


@dataclass(frozen=True)
class Becoming:
    """A user to become, with flags for sudo or su, and the program to take for it; None is what is usual."""

    user: str
    flags: str | None = None
    program: str | None = None
    method: str = "sudo"


def becoming(
    values: Values, task: Task, scope: Scope, default: bool, default_user: str | None, usual: str = "sudo"
) -> Becoming | None:
    """Whom to become, if anybody; the defaults and the usual method count where nothing else is said."""
    own = task.become
    if isinstance(own, str | Omittable):
        own = values.value(own, scope, task.position, "become")
    if own is None or own is OMIT:
        own = default
    if own is False and WANTED[0] not in scope:
        return None
    if not values.boolean(scope.setting(WANTED, own), scope, task.position, "become"):
        return None
    said = scope.setting(METHOD, None)
    method = str(said or keyword(values, task, "become_method", scope) or usual)
    way = method.rpartition(".")[2]
    if way not in METHODS:
        what = "become_method" if said is None else scope.told(*METHOD)
        raise PlaybookError(f"{what} is {method!r}, which is not supported", task.position, "use sudo or su")

    def said_of(part: str) -> Any:
        """What variables say of it, of which the last that is set counts, as in Ansible; else the keyword."""
        own = keyword(values, task, f"become_{part}", scope)
        return scope.setting((f"ansible_become_{part}", f"ansible_{way}_{part}"), own)

    user = said_of("user") or default_user or "root"
    program = said_of("exe")
    return Becoming(str(user), said_of("flags"), None if program is None else str(program), way)


def keyword(values: Values, task: Task, name: str, scope: Scope) -> Any:
    """What a keyword says; None where it is omitted."""
    said = values.value(getattr(task, name), scope, task.position, name)
    return None if said is OMIT else said
