"""What there is to say about the variables of a host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pushcfg.errors import Position


@dataclass(frozen=True, slots=True)
class Given:
    """A value that one layer gives to a variable, and where."""

    source: str
    value: Any
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A variable: what each layer says, the weakest first, so that the last one counts.

    `rendered` is the value with all templates filled in; `problem` says why that cannot be known here. `later` are
    the tasks of the play that give it another value.
    """

    name: str
    given: tuple[Given, ...]
    rendered: Any = None
    problem: str = ""
    later: tuple[Given, ...] = ()

    @property
    def winner(self) -> Given | None:
        """The layer that counts; None for what only tasks bring."""
        return self.given[-1] if self.given else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Variables of a host in one play; `play` is empty where no playbook is asked about."""

    host: str
    variables: tuple[Explained, ...]
    play: str = ""
    position: Position | None = None
    notes: tuple[str, ...] = ()
