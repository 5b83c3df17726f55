"""What a linter says: rules, and findings of them with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pushcfg.errors import Position

if TYPE_CHECKING:
    from pushcfg.lint.unit import Unit


class Severity(StrEnum):
    """How much a finding matters: it fails, it is probably not meant, it could be written better."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing in one place, and what to do about it."""

    position: Position
    rule: str
    severity: Severity
    message: str
    remedy: str = ""


class Problem(NamedTuple):
    """What a rule has found; `severity` only where it is not that of the rule."""

    position: Position
    message: str
    remedy: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Rule:
    """One kind of finding; without `check` it comes from reading the files itself."""

    name: str
    severity: Severity
    about: str
    check: Callable[[Unit], Iterator[Problem]] | None = None

    def found(self, unit: Unit) -> Iterator[Finding]:
        """What a unit has of it."""
        for position, message, remedy, severity in self.check(unit) if self.check is not None else ():
            yield Finding(position, self.name, severity or self.severity, message, remedy)
