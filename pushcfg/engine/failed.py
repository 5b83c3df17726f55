"""`ansible_failed_task`: what the tasks of a rescue are told of the task that has failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushcfg.errors import InputError
from pushcfg.playbook import Task
from pushcfg.promise import NotYet
from pushcfg.render import Renderer
from pushcfg.template.scope import OMIT, Scope

# Keywords of which Ansible tells the rendered value, and which have no other form here.
KEYWORDS = ("become", "become_user", "become_method", "become_flags", "check_mode", "connection", "delay",
            "delegate_to", "diff", "ignore_errors", "ignore_unreachable", "no_log", "port", "remote_user", "retries",
            "run_once", "throttle", "timeout")  # fmt: skip


def told(renderer: Renderer, task: Task, scope: Scope) -> Mapping[str, Any]:
    """The task, with its templates rendered as far as they can be."""
    lead = "" if task.role is None else f"{task.role.name} : "
    name = renderer.name(task, scope).removeprefix(lead) if task.name else ""
    own = task.variables[0].values if task.variables else {}
    return {
        "name": name, "action": task.action, "args": arguments(renderer, task, scope), "tags": sorted(task.tags),
        "when": [condition.text for condition in task.when], "vars": dict(own),
        "register": task.register, "loop": task.loop, "loop_with": task.loop_with, "notify": list(task.notify or ()),
        "environment": list(task.environment), **{name: keyword(renderer, task, name, scope) for name in KEYWORDS},
    }  # fmt: skip


def arguments(renderer: Renderer, task: Task, scope: Scope) -> Mapping[str, Any]:
    """Its arguments; as they are written where they cannot be rendered, which may be why it has failed."""
    try:
        return renderer.arguments(task, scope)
    except (InputError, NotYet):
        return dict(task.arguments)


def keyword(renderer: Renderer, task: Task, name: str, scope: Scope) -> Any:
    """The value of a keyword; None where it cannot be rendered."""
    try:
        value = renderer.templar.render(getattr(task, name), scope)
    except (InputError, NotYet):
        return None
    return None if value is OMIT else value
