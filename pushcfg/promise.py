"""Values that are not known yet: what reads one must wait, or is itself unknown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """Stands for a value that a task will bring.

    `task` is its vertex in the graph and `host` whose walk it is in; `certain` says that the variable will
    be there whatever happens, so that `is defined` need not wait. `waits_for` says that nothing will bring it in this
    run: only an apply of that task could.
    """

    name: str
    task: int
    host: str
    certain: bool = True
    waits_for: str = ""


class NotYet(Exception):
    """A promise was read: rendering stops here."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(promise)
        self.promise = promise
