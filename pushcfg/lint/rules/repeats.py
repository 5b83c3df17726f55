"""Tasks that may change something each time that they run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pushcfg import actions
from pushcfg.errors import InputError, Position
from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.texts import of_arguments
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Task
from pushcfg.template.reads import Reads
from pushcfg.template.scope import has_template

# Filters that need a salt or a seed to give the same again: the option, and how many arguments stand before it.
RANDOM: Final = {"password_hash": ("salt", 1), "random": ("seed", 3), "shuffle": ("seed", 0)}
CLOCK: Final = frozenset({"now", "ansible_date_time", "template_run_date"})


def latest(unit: Unit) -> Iterator[Problem]:
    """Packages that are brought up to date whenever somebody has published another version."""
    for task in unit.everything:
        if task.arguments.get("state") == "latest":
            place = task.argument_positions.get("state", task.position)
            yield Problem(place, "state: latest changes hosts whenever there is a newer version",
                          "say present, and bring packages up to date in a task of its own")


def each_time(unit: Unit) -> Iterator[Problem]:
    """What is random or tells the time in what ends up on a host."""
    for task in unit.everything:
        if actions.is_statement(task.action):
            continue
        for text in of_arguments(task):
            try:
                yield from told(unit.reads(text), text.position, None)
            except InputError:
                continue
        path = unit.template_of(task)
        if path is not None:
            try:
                yield from told(unit.of_file(path), text_place(path), str(path), clock=True)
            except InputError:
                continue
        yield from replaced_again(task)


def text_place(path: Any) -> Position:
    """The beginning of a file."""
    return Position(str(path), 1)


def told(reads: Reads, position: Position, file: str | None, clock: bool = False) -> Iterator[Problem]:
    """The filters without a salt or a seed, and in files the time."""
    for call in reads.filters:
        option, before = RANDOM.get(call.name.removeprefix("ansible.builtin."), ("", 0))
        if option and option not in call.options and call.arguments <= before:
            place = position if file is None else Position(file, call.line)
            yield Problem(place, f"{call.name} without {option} gives something else each time",
                          f"say {option}=, made of something that stays, such as inventory_hostname")
    for read in reads.variables() if clock else ():
        if read.name in CLOCK:
            place = position if file is None else Position(file, read.line)
            yield Problem(place, f"{read.name} makes this file another one each time", "leave the time out")


def replaced_again(task: Task) -> Iterator[Problem]:
    """A replacement in which the same is found again."""
    pattern, new = task.arguments.get("regexp"), task.arguments.get("replace")
    if task.action != "replace" or not isinstance(pattern, str) or not isinstance(new, str):
        return
    if has_template([pattern, new]) or "\\" in new or "after" in task.arguments or "before" in task.arguments:
        return
    try:
        again = re.sub(pattern, lambda found: new, new, flags=re.MULTILINE)
    except re.error:
        return
    if again != new:
        yield Problem(task.argument_positions.get("regexp", task.position),
                      "regexp matches within what replace puts there, so that each run replaces it again",
                      "let regexp match only what is not replaced yet")


RULES: Final = (
    Rule("latest", Severity.WARNING, "`state: latest`: what the host gets depends on the day", latest),
    Rule("changes-each-run", Severity.WARNING, "random values and times in what is written, a replacement that matches "
         "itself", each_time),
)  # fmt: skip
