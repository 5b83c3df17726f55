"""Results that are registered, and that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.unit import Unit


def unused(unit: Unit) -> Iterator[Problem]:
    """A register whose name stands nowhere else; one of a leading underscore says that it is meant."""
    words = unit.raw.words
    for task in unit.everything:
        name = task.register
        if name is not None and name not in words and not name.startswith("_"):
            yield Problem(unit.keyword(task, "register"), f"nothing reads what this registers as {name!r}",
                          "take it out, or let its name begin with _")


RULES: Final = (Rule("unused-register", Severity.WARNING, "a result that is registered and never read", unused),)
