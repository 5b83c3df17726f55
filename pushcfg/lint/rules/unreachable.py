"""Tasks that never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Block, Entries, Task

ENDS: Final = ("end_batch", "end_host", "end_play", "end_role")


def unreachable(unit: Unit) -> Iterator[Problem]:
    """What comes behind an end without a condition, and what has a condition that never holds."""
    for entries in unit.found.lists:
        yield from behind(entries)
    for task in unit.everything:
        for condition in task.when:
            if condition.text is False or str(condition.text).strip().lower() == "false":
                yield Problem(condition.position, "this condition never holds", "take the task out")


def behind(entries: Entries) -> Iterator[Problem]:
    """The first of the entries behind an end, in this list and those inside of it."""
    end: Task | None = None
    for entry in entries:
        if end is not None:
            if entry.needs is None:
                yield Problem(entry.position, f"this never runs: {end.word or end.action} in line {end.position.line} "
                              "has no condition", "give that a `when`, or take out what comes behind it")  # fmt: skip
            return
        if isinstance(entry, Block):
            for inner in (entry.tasks, entry.rescue, entry.always):
                yield from behind(inner)
        elif ends(entry):
            end = entry


def ends(task: Task) -> bool:
    """Whether nothing can come behind a task on any host."""
    if task.when or task.tags or task.loop is not None or task.ignore_errors is not False:
        return False
    return task.word in ENDS or (task.action == "fail" and task.failed_when is None)


def never(unit: Unit) -> Iterator[Problem]:
    """Tasks that only `--tags never` would run, together with all others of that tag."""
    for task in unit.everything:
        if task.tags == {"never"}:
            yield Problem(unit.keyword(task, "tags"), "the tag never without another: only `--tags never` runs this",
                          "add a tag of its own, by which it can be asked for")


RULES: Final = (
    Rule("unreachable-task", Severity.WARNING, "a task behind an end without a condition, or `when: false`",
         unreachable),
    Rule("only-never", Severity.WARNING, "the tag `never` without another one to ask for the task by", never),
)  # fmt: skip
