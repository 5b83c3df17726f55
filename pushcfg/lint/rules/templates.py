"""Templates that do not parse, or use filters and tests that there are none of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import InputError, Position, TemplateError
from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.texts import of_task
from pushcfg.lint.unit import Unit
from pushcfg.template.reads import Reads


def wrong(unit: Unit) -> Iterator[Problem]:
    """What is wrong with the texts of tasks and with the template files that they name."""
    for task in unit.everything:
        for text in of_task(task):
            try:
                found = unit.reads(text)
            except TemplateError as error:
                yield Problem(text.position, error.message, error.hint)
                continue
            yield from unknown(found, unit, text.position, None)
        path = unit.template_of(task)
        if path is not None:
            yield from in_file(path, unit)


def in_file(path: Path, unit: Unit) -> Iterator[Problem]:
    """What is wrong with a template file."""
    try:
        found = unit.of_file(path)
    except InputError as error:
        line = re.search(r"in line (\d+)", error.message)
        place = Position(str(path), int(line[1]) if line is not None else 1)
        yield Problem(error.position or place, error.message, error.hint)
        return
    yield from unknown(found, unit, Position(str(path), 1), path)


def unknown(found: Reads, unit: Unit, position: Position, path: Path | None) -> Iterator[Problem]:
    """Filters and tests that there are none of; in a file, each in its line."""
    compiler = unit.templar.compiler
    used: list[tuple[str, str, int, Any]] = [
        *(("filter", call.name, call.line, compiler.filters) for call in found.filters),
        *(("test", name, line, compiler.tests) for name, line in found.tests)]  # fmt: skip
    for kind, name, line, table in used:
        place = position if path is None else Position(str(path), line)
        try:
            known = name in table
        except InputError as error:
            yield Problem(place, f"the {kind} {name!r} does not load: {error.message}", error.hint)
            continue
        if not known:
            near = difflib.get_close_matches(name, list(table), 1)
            yield Problem(place, f"there is no {kind} {name!r}", f"did you mean {near[0]!r}?" if near else
                          "docs/language-table.md has all that there are")  # fmt: skip


RULES: Final = (
    Rule("template", Severity.ERROR, "a template that does not parse, or an unknown filter or test", wrong),
)
