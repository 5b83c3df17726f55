"""The seam of messages: one runner on one host, as the engine sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from pushcfg.errors import HostError
from pushcfg.wire import Message

Outcome = dict[str, Any]
OnOutcome = Callable[[Outcome], None]


class Session(Protocol):
    """Takes tasks and tells how each ended, in any order."""

    @property
    def local(self) -> bool:
        """Whether it is on the controller itself, whose files other tasks bring to their hosts."""

    def submit(self, task: Message, on_outcome: OnOutcome) -> int:
        """Queue a task (see wire) without id; returns the id that later tasks may name in `after`."""

    def flush(self) -> None:
        """Send what is queued."""

    def tell(self, message: Message) -> None:
        """Queue a message that has no answer."""

    @property
    def lost(self) -> HostError | None:
        """Why the runner is gone; None as long as it is there."""


class FakeSession:
    """Answers from a function, for tests of what stands above: `answer(task) -> Outcome`."""

    lost: HostError | None = None
    local = False

    def __init__(self, answer: Callable[[Message], Outcome]) -> None:
        self.answer = answer
        self.tasks: list[Message] = []
        self.waiting: list[tuple[Message, OnOutcome]] = []

    def submit(self, task: Message, on_outcome: OnOutcome) -> int:
        """Keep the task until flush."""
        self.tasks.append(task)
        self.waiting.append((task, on_outcome))
        return len(self.tasks)

    def flush(self) -> None:
        """Answer everything."""
        while self.waiting:
            task, on_outcome = self.waiting.pop(0)
            on_outcome(self.answer(task))

    def tell(self, message: Message) -> None:
        """Ignore."""
