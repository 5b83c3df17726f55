"""Which user a task runs as on one host."""

from __future__ import annotations

from typing import Any

from pushcfg.errors import PlaybookError
from pushcfg.playbook import Task
from pushcfg.render.values import Values
from pushcfg.template.scope import Scope

BECOME_VARIABLES = ("ansible_become", "ansible_become_user", "ansible_become_method", "ansible_become_flags")


def becoming(
    values: Values, task: Task, scope: Scope, default: bool, default_user: str | None
) -> tuple[str | None, str | None]:
    """(user to become or None, flags of sudo); the defaults count where neither task nor host says anything."""
    own = default if task.become is None else task.become
    wanted = variable(scope, "ansible_become", own)
    if not values.boolean(wanted, scope, task.position, "become"):
        return None, None
    method = str(variable(scope, "ansible_become_method", "sudo")).rpartition(".")[2]
    if method != "sudo":
        raise PlaybookError(f"ansible_become_method is {method!r}", task.position, "sudo is the one supported")
    user = values.value(task.become_user, scope, task.position, "become_user")
    user = variable(scope, "ansible_become_user", user) or default_user or "root"
    flags = values.value(task.become_flags, scope, task.position, "become_flags")
    return str(user), variable(scope, "ansible_become_flags", flags)


def variable(scope: Scope, name: str, default: Any) -> Any:
    """A connection variable, which comes before what the playbook says; the default where it is not set."""
    return scope.need(name) if name in scope else default
