"""All rules, each in a file with those that look at the same things."""

from __future__ import annotations

from typing import Final

from pushcfg.lint.model import Rule, Severity
from pushcfg.lint.rules import (
    conditions,
    files,
    guards,
    handlers,
    names,
    old,
    registers,
    repeats,
    templates,
    undefined,
    unreachable,
)

# What reading a file tells, whoever reads it.
LOAD: Final = Rule("load", Severity.ERROR, "what keeps a run from starting: keywords, modules, arguments, files, roles")
LOAD_WARNING: Final = Rule("load-warning", Severity.WARNING, "what a run would warn of before it starts")
DUPLICATE: Final = Rule("duplicate-key", Severity.WARNING, "a key twice in one mapping, of which the last counts")
ABSENT: Final = Rule("absent-module", Severity.NOTE, "a module that pushcfg does not have, behind a condition")

RULES: Final = (
    LOAD, LOAD_WARNING, DUPLICATE, ABSENT, *templates.RULES, *files.RULES, *undefined.RULES, *registers.RULES,
    *guards.RULES, *repeats.RULES, *names.RULES, *unreachable.RULES, *handlers.RULES, *conditions.RULES, *old.RULES,
)  # fmt: skip
