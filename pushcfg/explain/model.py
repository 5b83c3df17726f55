"""What there is to say about the variables of a host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pushcfg.errors import Position


@dataclass(frozen=True, slots=True)
class Given:
    """A value that one layer gives to a variable, and where; `merges`: it is merged with the one below it."""

    source: str
    value: Any
    position: Position | None = None
    merges: bool = False


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

    @property
    def parts(self) -> tuple[Given, ...]:
        """The layers that the value is made of, the weakest first: more than one where they are merged."""
        first = len(self.given) - 1
        while first > 0 and self.given[first].merges:
            first -= 1
        return self.given[max(first, 0) :]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Variables of a host in one play; `play` is empty where no playbook is asked about."""

    host: str
    variables: tuple[Explained, ...]
    play: str = ""
    position: Position | None = None
    notes: tuple[str, ...] = ()
