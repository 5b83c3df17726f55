"""Conditions that are written in a way that Ansible warns of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.unit import Unit
from pushcfg.template.scope import is_template


def braces(unit: Unit) -> Iterator[Problem]:
    """Conditions with braces around them: they are expressions already."""
    for task in unit.everything:
        for part in (task.when, task.until, task.failed_when, task.changed_when):
            for condition in part or ():
                if isinstance(condition.text, str) and is_template(condition.text):
                    yield Problem(condition.position, "a condition with braces is rendered twice",
                                  "write the expression without {{ }}")


RULES: Final = (
    Rule("braces-in-condition", Severity.NOTE, "braces in `when` and its like, which are expressions already", braces),
)
