"""Variables that are read, and that nothing sets."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from pushcfg.errors import InputError, Position
from pushcfg.lint.known import Known, known, of_loop
from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.texts import of_conditions, of_value
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Role, Task
from pushcfg.template.reads import Reads
from pushcfg.template.scope import Names

# A variable that is read: name, where, and through which variables.
Use = tuple[str, Position, tuple[str, ...]]
# Variables with the one template that gives each its value, and where that is written.
Values = Mapping[str, tuple[Any, Position | None]]


def undefined(unit: Unit) -> Iterator[Problem]:
    """Each variable once a place; those that anything asks `is defined` of are optional, and never told."""
    names = known(unit)
    if names.anything or unit.covered:
        return
    optional = asked_for(unit)
    seen = set()
    for name, position, chain in uses(unit, optional, names.elsewhere):
        if names.has(name) or (name, position) in seen:
            continue
        seen.add((name, position))
        yield problem(unit, names, name, position, chain)


def problem(unit: Unit, names: Known, name: str, position: Position, chain: tuple[str, ...]) -> Problem:
    """What is said of one."""
    through = f" (through {' -> '.join(chain)})" if chain else ""
    near = difflib.get_close_matches(name, sorted(names.names), 1, 0.85)
    if near:
        return Problem(position, f"nothing sets the variable {name!r}{through}", f"did you mean {near[0]!r}?",
                       Severity.NOTE if unit.alone is not None else None)  # fmt: skip
    if unit.alone is not None:
        return Problem(position, f"the role does not set the variable {name!r}{through}: whoever uses it has to",
                       "give it a default, or name it in meta/argument_specs.yml", Severity.NOTE)  # fmt: skip
    if unit.hosts:
        return Problem(position, f"nothing sets the variable {name!r}{through}",
                       f"set it, or write `{name} | default(...)`", Severity.ERROR)  # fmt: skip
    return Problem(position, f"nothing here sets the variable {name!r}{through}",
                   f"set it, write `{name} | default(...)`, or name the inventory that sets it with -i or --env")


def asked_for(unit: Unit) -> set[str]:
    """The variables that some template asks `is defined` of: whoever wrote it knows that they may be missing."""
    found: set[str] = set()
    for task in unit.everything:
        for _, reads in unit.parsed(task):
            found |= reads.tested
    for path in unit.template_files:
        try:
            found |= unit.of_file(path).tested
        except InputError:
            continue
    for layer in layers(unit):
        for value in layer.values.values():
            for text in of_value(value, unit.play.position):
                try:
                    found |= unit.reads(text).tested
                except InputError:
                    continue
    return found


def uses(unit: Unit, optional: set[str], elsewhere: Collection[str]) -> Iterator[Use]:
    """Every variable that must be there, also those in the values of others; but for what tasks bring themselves."""
    values = written(unit, elsewhere)
    for task in unit.everything:
        own = {*optional, *of_loop(task), *(name for layer in task.variables for name in layer.values)}
        for use in of_task(unit, task, values, optional):
            if use[0] not in own:
                yield use


def of_task(unit: Unit, task: Task, values: Values, optional: set[str]) -> Iterator[Use]:
    """What one task reads, and the template file that it renders."""
    if task.ignore_errors is True:
        return
    guarded = covered_in(unit, task)
    for text, reads in unit.parsed(task):
        yield from followed(unit, needed(reads, guarded), text.position, values, optional)
    path = unit.template_of(task)
    try:
        found = Reads() if path is None else unit.of_file(path)
    except InputError:
        return
    for read in found.variables():
        if not read.covered and read.name not in guarded:
            yield from followed(unit, {read.name}, Position(str(path), read.line), values, optional)


def covered_in(unit: Unit, task: Task) -> set[str]:
    """The variables that the conditions of a task take for optional."""
    found: set[str] = set()
    for text in of_conditions(task.when):
        try:
            reads = unit.reads(text)
        except InputError:
            continue
        found |= reads.tested | {read.name for read in reads.names if read.covered}
    return found


def needed(reads: Reads, guarded: set[str]) -> set[str]:
    """What a text cannot do without."""
    return {read.name for read in reads.variables() if not read.covered and read.name not in guarded}


def followed(
    unit: Unit, names: set[str], position: Position, values: Values, optional: set[str]
) -> Iterator[Use]:  # fmt: skip
    """These names, and those that the values of variables among them read, where all that sets one is a template."""
    stack: list[tuple[str, Position, tuple[str, ...]]] = [(name, position, ()) for name in sorted(names)]
    while stack:
        name, place, chain = stack.pop()
        yield name, place, chain
        if name in chain or name in optional or len(chain) > 5:
            continue
        value, where = values.get(name, (None, None))
        # A list or a mapping fails only where the part is used that reads what is missing.
        for text in of_value(value, where or place) if isinstance(value, str) else ():
            try:
                reads = unit.reads(text)
            except InputError:
                continue
            stack.extend((inner, text.position, (*chain, name)) for inner in sorted(needed(reads, set())))


def written(unit: Unit, elsewhere: Collection[str]) -> Values:
    """The variables that are set in one place only, and that is in a file."""
    found: dict[str, list[tuple[Any, Position | None]]] = {}
    for layer in layers(unit):
        for name, value in layer.values.items():
            if (value, layer.where(name)) not in found.setdefault(name, []):
                found[name].append((value, layer.where(name)))
    return {name: values[0] for name, values in found.items() if len(values) == 1 and name not in elsewhere}


def layers(unit: Unit) -> Iterator[Names]:
    """The layers of variables that files say."""
    yield unit.play.variables
    roles: list[Role] = list(unit.found.roles.values())
    for role in roles:
        yield from (role.own_defaults, role.own_variables, role.given)


RULES: Final = (Rule("undefined-variable", Severity.WARNING,
                     "a variable that is read where no layer sets it and no `default` or `is defined` makes do without",
                     undefined),)  # fmt: skip
