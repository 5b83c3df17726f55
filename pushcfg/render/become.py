"""Which user a task runs as on one host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pushcfg.errors import PlaybookError
from pushcfg.playbook import Task
from pushcfg.render.values import Values
from pushcfg.template.scope import Scope

# The variables of each setting, which come before what the playbook says; the last that is set counts, as in Ansible.
WANTED: Final = ("ansible_become",)
METHOD: Final = ("ansible_become_method",)
USER: Final = ("ansible_become_user", "ansible_sudo_user")
FLAGS: Final = ("ansible_become_flags", "ansible_sudo_flags")
PROGRAM: Final = ("ansible_become_exe", "ansible_sudo_exe")
BECOME_VARIABLES: Final = (*WANTED, *METHOD, *USER, *FLAGS, *PROGRAM)


@dataclass(frozen=True)
class Becoming:
    """A user to become, with flags for sudo, and the program to take for sudo; None is what is usual."""

    user: str
    flags: str | None = None
    program: str | None = None


def becoming(values: Values, task: Task, scope: Scope, default: bool, default_user: str | None) -> Becoming | None:
    """Whom to become, if anybody; the defaults count where neither task nor host says anything."""
    own = default if task.become is None else task.become
    if not values.boolean(scope.setting(WANTED, own), scope, task.position, "become"):
        return None
    said = scope.setting(METHOD, None)
    method = said or values.value(task.become_method, scope, task.position, "become_method") or "sudo"
    if str(method).rpartition(".")[2] != "sudo":
        what = "become_method" if said is None else scope.told(*METHOD)
        raise PlaybookError(f"{what} is {method!r}, which is not supported", task.position, "use sudo")
    user = values.value(task.become_user, scope, task.position, "become_user")
    flags = values.value(task.become_flags, scope, task.position, "become_flags")
    user = scope.setting(USER, user) or default_user or "root"
    program = scope.setting(PROGRAM, values.value(task.become_exe, scope, task.position, "become_exe"))
    return Becoming(str(user), scope.setting(FLAGS, flags), None if program is None else str(program))
