"""A fleet that answers from functions, for tests of the engine: no processes, no network."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from pushcfg.errors import HostError
from pushcfg.render import Becoming
from pushcfg.session import FakeSession, OnOutcome, Outcome
from pushcfg.transport import Target

WELL = ("ok", "changed", "unknown")
Answer = Callable[["FakeHost", dict[str, Any]], Any]


class FakeHost(FakeSession):
    """A FakeSession that keeps to `after` and `behind` as a runner does; an answer may take its time (a coroutine)."""

    def __init__(self, fleet: Fleet, name: str, user: str | None) -> None:
        super().__init__(lambda task: {})
        self.fleet = fleet
        self.name = name
        self.user = user
        self.lost: HostError | None = None
        self.callbacks: dict[int, OnOutcome] = {}
        self.ended: dict[int, bool] = {}
        self.blocked: set[int] = set()
        self.queue: list[int] = []
        self.flushed: list[list[str]] = []
        self.unsent: list[str] = []

    @property
    def labels(self) -> list[str]:
        """What was sent here, in order."""
        return [task["label"] for task in self.tasks]

    def submit(self, task: dict[str, Any], on_outcome: OnOutcome) -> int:
        """As a session."""
        self.tasks.append(task)
        number = len(self.tasks)
        self.callbacks[number] = on_outcome
        self.queue.append(number)
        self.unsent.append(task["label"])
        return number

    def flush(self) -> None:
        """Start what can start, as soon as the loop comes to it."""
        if self.unsent:
            self.flushed.append(self.unsent)
            self.unsent = []
        asyncio.get_running_loop().call_soon(self.advance)

    def advance(self) -> None:
        """Start every task whose turn has come."""
        for number in list(self.queue):
            task = self.tasks[number - 1]
            states = [self.ended.get(other) for other in task["after"]]
            if False in states or not self.blocked.isdisjoint(task["behind"]):
                self.end(number, {"status": "blocked"})
            elif None not in states and all(other in self.ended for other in task["behind"]):
                self.queue.remove(number)
                self.fleet.start(self, number, task)

    def end(self, number: int, outcome: Outcome) -> None:
        """A task has ended."""
        if number in self.queue:
            self.queue.remove(number)
        if outcome["status"] == "blocked":
            self.blocked.add(number)
        soft = bool(self.tasks[number - 1].get("soft")) and outcome["status"] == "failed"
        self.ended[number] = soft or outcome["status"] in WELL
        self.callbacks[number](outcome)
        asyncio.get_running_loop().call_soon(self.advance)


class FakeLink:
    """What the engine asks of a link."""

    def __init__(self, fleet: Fleet, host: str) -> None:
        self.fleet = fleet
        self.target = Target(host, host)
        self.resets = 0

    def session(self, becoming: Becoming | None) -> FakeHost:
        """The session of a user on this host."""
        return self.fleet.host(self.target.host, becoming.user if becoming is not None else None)

    def reset(self) -> None:
        """Count."""
        self.resets += 1


class Fleet:
    """Stands for Connections: one fake session for each host and user, and who was at work together with whom."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.sessions: dict[tuple[str, str | None], FakeHost] = {}
        self.links: dict[str, FakeLink] = {}
        self.at_work: list[tuple[str, str]] = []
        self.most_hosts = 0
        self.most_tasks = 0
        self.started: list[tuple[str, str]] = []
        self.closed = False
        self.answering: set[asyncio.Task[None]] = set()

    def host(self, name: str, user: str | None = None) -> FakeHost:
        """The session of a user on a host."""
        if (name, user) not in self.sessions:
            self.sessions[(name, user)] = FakeHost(self, name, user)
        return self.sessions[(name, user)]

    def link(self, host: str, scope: Any, play: dict[str, Any]) -> FakeLink:
        """As Connections.link."""
        if host not in self.links:
            self.links[host] = FakeLink(self, host)
        return self.links[host]

    def supply(self, session: FakeHost, module: str) -> None:
        """As Connections.supply: nothing has to be there."""

    async def close(self, grace: float) -> None:
        """As Connections.close."""
        self.closed = True

    def start(self, host: FakeHost, number: int, task: dict[str, Any]) -> None:
        """A task starts on a host."""
        entry = (host.name, task["label"])
        self.started.append(entry)
        self.at_work.append(entry)
        self.most_tasks = max(self.most_tasks, len(self.at_work))
        self.most_hosts = max(self.most_hosts, len({name for name, _ in self.at_work}))
        outcome = self.answer(host, task)
        if not inspect.isawaitable(outcome):
            self.at_work.remove(entry)
            host.end(number, with_parts(outcome))
            return

        async def wait() -> None:
            ended = await outcome
            self.at_work.remove(entry)
            host.end(number, with_parts(ended))

        answering = asyncio.ensure_future(wait())
        self.answering.add(answering)
        answering.add_done_callback(self.answering.discard)


def with_parts(outcome: Outcome) -> Outcome:
    """An outcome with everything that converge puts into one."""
    return {"changes": [], "commands": [], **outcome, "result": dict(outcome.get("result", {}))}
