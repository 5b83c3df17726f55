"""Forms that Ansible has newer ones for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.unit import Unit

# What is written today in the place of each.
NEWER: Final = {
    "include": "include_tasks, or import_tasks", "ansible.builtin.include": "include_tasks, or import_tasks",
    "local_action": "delegate_to: localhost", "action": "the module's name as the key",
    "with_items": "loop, with `| flatten(levels=1)` where lists stand in the list", "with_list": "loop",
    "with_flattened": "loop, with `| flatten`", "with_dict": "loop, with `| dict2items`",
    "with_together": "loop, with `| zip(...) | list`", "with_subelements": "loop, with `| subelements(...)`",
    "with_sequence": "loop, with `range(...) | list`", "with_nested": "loop, with `| product(...) | list`",
    "with_cartesian": "loop, with `| product(...) | list`", "with_random_choice": "`| random` in the argument",
    "with_indexed_items": "loop, with loop_control: {index_var: ...}",
}  # fmt: skip


def old(unit: Unit) -> Iterator[Problem]:
    """Old keywords of tasks, where each is written."""
    for task in unit.everything:
        node = unit.files.mapping(task.position)
        for key, _ in node.items() if node is not None else ():
            if key.value in NEWER and not (key.value == "action" and task.named is not None):
                yield Problem(key.position, f"{key.value} is an old form", f"write {NEWER[key.value]}")


RULES: Final = (Rule("old-form", Severity.NOTE, "`include:`, `local_action:`, `with_items:` and others that have newer "
                     "forms", old),)  # fmt: skip
