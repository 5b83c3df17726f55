"""What a task says of how it is to be run, looked at once for each task."""

from __future__ import annotations

from functools import cache

from pushcfg.engine.loops import reads_itself
from pushcfg.graph.data import words
from pushcfg.playbook import Task
from pushcfg.template.scope import has_template

# Tasks about the run itself, which may have to wait, or for which everything before them must have ended.
SLOW = ("add_host", "fetch", "group_by", "meta", "pause", "raw", "reboot", "wait_for_connection")


@cache
def needs_time(task: Task) -> bool:
    """Whether a task is one that has to wait between its steps, or for other hosts."""
    return bool(
        task.until is not None or task.retries is not None or task.run_once or task.throttle
        or task.loop_control.pause or reads_itself(task)
        or task.action in SLOW or task.loop_control.break_when is not None
        or (task.job != 0 and task.poll != 0)
    )  # fmt: skip


@cache
def decides(task: Task) -> bool:
    """Whether only the outcome of a task says whether, and with what, those behind it go on."""
    asks = task.failed_when is not None and any(c.text is not False for c in task.failed_when)
    return asks or task.delegates_facts or bool(task.ignore_unreachable)


@cache
def asked(task: Task) -> frozenset[str]:
    """The words that may be variables, of which it depends what comes of the outcome of a task, beside its own."""
    control = task.loop_control
    own = {task.register, control.loop_var, control.index_var, "ansible_loop"}
    return frozenset(words((task.changed_when, [name for name in task.notify if has_template(name)]))) - own
