"""What include_tasks and include_role hand down to the tasks that they bring."""

from __future__ import annotations

from dataclasses import replace

from pushcfg.errors import PlaybookError
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import BLOCK, REFUSED_TASK, check
from pushcfg.playbook.model import Handed, Task
from pushcfg.source import Node


def is_include(task: Task) -> bool:
    """Whether other tasks come behind this one during the run."""
    return task.action in ("include_tasks", "include_role")


def with_surroundings(task: Task, node: Node, inherited: Inherited) -> Task:
    """An include with what its tasks get handed down: what stands around it, and what it says to apply."""
    around = inherited
    value = node.get(task.action) or node.get(f"ansible.builtin.{task.action}") or node.get("args")
    apply = value.get("apply") if value is not None and value.is_mapping else None
    if apply is not None and not apply.is_none:
        if not apply.is_mapping:
            raise PlaybookError(f"apply must be a mapping, not {apply.description}", apply.position)
        check(apply, BLOCK - {"block", "rescue", "always", "id", "needs"}, REFUSED_TASK, "apply")
        around = inherited.extended(apply, "apply")
    around = replace(around, collections=inherited.extended(node, "a task").collections)
    own = task.variables[: len(task.variables) - len(inherited.variables)]
    return replace(task, handed=Handed(around, own))
