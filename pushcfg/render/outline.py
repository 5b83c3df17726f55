"""What is the same on every host of the message that a task is sent as."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pushcfg import actions
from pushcfg.fitting import ModuleInfo
from pushcfg.playbook import Task
from pushcfg.render.arguments import Plan, planned
from pushcfg.template.scope import has_template
from pushcfg.wire import Message

# Seconds that a task may take where it says nothing itself.
TASK_LIMIT = 3600.0
# Keywords whose values are bools, and those that are numbers.
FLAGS = ("ignore_errors", "no_log", "check_mode")
NUMBERS = ("timeout", "job")
# Tasks of these send what files of the controller hold, which other tasks may change.
READS_FILES = frozenset({"assemble", "copy", "fetch", "script", "template", "unarchive", "uri"})
BECOMING = ("become", "become_user", "become_method", "become_flags", "become_exe")


@dataclass(frozen=True, slots=True)
class Outline:
    """A task's message without its params.

    `settled`: no keyword has to be rendered for the rest of it. `fixed`: nor has any argument, or whom to become.
    `from_files`: what files of the controller hold goes with it. `adds`: the controller adds params of its own.
    `plan` is that of its arguments.
    """

    info: ModuleInfo
    message: Message
    settled: bool
    fixed: bool
    from_files: bool
    adds: bool
    plan: Plan | None


@cache
def outline(task: Task, check: bool) -> Outline:
    """The outline of a task, with what holds where a keyword is still to be rendered."""
    info = actions.find(task.action)
    assert info is not None
    settled = not task.environment and task.job == 0 and all(
        [getattr(task, name) in (None, False, True) for name in FLAGS]
        + [isinstance(getattr(task, name), int | float) for name in NUMBERS]
    )  # fmt: skip
    message: Message = {
        "label": task.label, "module": info.name, "exclusive": list(info.cls.exclusive),
        "mode": mode(task.check_mode if settled else None, check),
        "timeout": (float(task.timeout) if settled else 0) or TASK_LIMIT,
    }  # fmt: skip
    if may_fail(task) or (settled and task.ignore_errors):
        message["soft"] = True
    keywords = (getattr(task, name) for name in (*FLAGS, *NUMBERS, *BECOMING))
    parts = (task.arguments, task.whole, task.environment, task.name, *keywords)
    fixed = not any(map(has_template, parts)) and task.action not in ("fetch", "template")
    reads = task.action in READS_FILES
    return Outline(info, message, settled, fixed, from_files=reads and "content" not in task.arguments,
                   adds=reads or task.action == "async_status", plan=planned(task, info))


def mode(asked: bool | None, check: bool) -> str:
    """apply; check in a check; rehearse for a task that is only checked in an apply."""
    if asked is None:
        return "check" if check else "apply"
    if not asked:
        return "apply"
    return "check" if check else "rehearse"


def may_fail(task: Task) -> bool:
    """Whether the task says outright that it never counts as failed."""
    return task.failed_when is not None and [c.text for c in task.failed_when] == [False]
