"""A fleet that answers from functions, for tests of the engine: no processes, no network."""

from __future__ import annotations

import asyncio
import inspect
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

from pushcfg.engine import Options, Run
from pushcfg.errors import HostError
from pushcfg.events import Event, HostLost, HostSummary, TaskEnded, TaskStarted, Warned
from pushcfg.inventory import load_inventory
from pushcfg.playbook import read_playbook
from pushcfg.session import FakeSession, OnOutcome, Outcome
from pushcfg.transport import Target

WELL = ("ok", "changed", "unknown")
OK: Outcome = {"status": "ok", "result": {}}
CHANGED: Outcome = {"status": "changed", "result": {}}
# Seconds after which a run of these tests has come to a standstill.
STANDSTILL = 10.0

Answer = Callable[["FakeHost", dict[str, Any]], Any]


def failed(message: str = "no", **result: Any) -> Outcome:
    """The outcome of a task that has failed."""
    return {"status": "failed", "message": message, "result": result}


def result(status: str = "changed", **values: Any) -> Outcome:
    """The outcome of a task that registers these values."""
    return {"status": status, "result": values}


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

    def session(self, user: str | None, flags: str | None) -> FakeHost:
        """The session of a user on this host."""
        return self.fleet.host(self.target.host, user)

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


@dataclass
class Played:
    """What came of a run."""

    fleet: Fleet
    run: Run
    events: list[Event] = field(default_factory=list)
    summaries: tuple[HostSummary, ...] = ()

    def ends(self, host: str | None = None, task: str | None = None) -> list[TaskEnded]:
        """The ends of tasks, without the gathering of facts."""
        return [
            event for event in self.events
            if isinstance(event, TaskEnded) and event.module != "setup"
            and host in (None, event.host) and task in (None, event.task)
        ]  # fmt: skip

    def told(self, host: str) -> list[tuple[str, str]]:
        """(task, status) of a host, in the order of the events."""
        return [(event.task, event.status.value) for event in self.ends(host)]

    def status(self, host: str, task: str) -> str:
        """How a task has ended on a host."""
        (end,) = self.ends(host, task)
        return end.status.value

    def summary(self, host: str) -> HostSummary:
        """The counts of a host."""
        return next(summary for summary in self.summaries if summary.host == host)

    def counts(self, host: str) -> dict[str, int]:
        """Those counts of a host that are not 0."""
        summary = self.summary(host)
        names = [name for name in summary.__slots__ if name != "host"]
        return {name: getattr(summary, name) for name in names if getattr(summary, name)}

    def warnings(self) -> list[str]:
        """What was warned of."""
        return [event.message for event in self.events if isinstance(event, Warned)]

    def lost(self) -> list[str]:
        """The hosts that were lost."""
        return [event.host for event in self.events if isinstance(event, HostLost)]

    def started(self, host: str) -> list[str]:
        """The tasks that were told to have started on a host."""
        return [event.task for event in self.events if isinstance(event, TaskStarted) and event.host == host]


def changes(host: FakeHost, task: dict[str, Any]) -> Outcome:
    """The answer of a host where every task changes something."""
    return OK if task["module"] in ("setup", "ping") else CHANGED


def by_label(**answers: Any) -> Answer:
    """Answers by the label of the task, spaces as underscores: an outcome or a function of host and task."""

    def answer(host: FakeHost, task: dict[str, Any]) -> Any:
        known = answers.get(task["label"].replace(" ", "_"))
        if known is None:
            return changes(host, task)
        return known(host, task) if callable(known) else known

    return answer


async def taking(seconds: float, outcome: Outcome = CHANGED) -> Outcome:
    """An answer that takes its time."""
    await asyncio.sleep(seconds)
    return outcome


class Player:
    """Plays texts of playbooks on a fleet, in a folder of its own; every event must pickle."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pickling = True

    def prepared(
        self, text: str, hosts: Sequence[str] | str = ("a", "b"), answer: Answer = changes, **options: Any
    ) -> Played:
        """A run that has been prepared; `hosts` are names, or an inventory in YAML."""
        playbook = self.folder / "site.yml"
        playbook.write_text(dedent(text))
        inventory = self.folder / "hosts.yml"
        if isinstance(hosts, str):
            inventory.write_text(dedent(hosts))
        else:
            inventory.write_text("all:\n  hosts:\n" + "".join(f"    {host}:\n" for host in hosts))
        plays = read_playbook(playbook, [])
        loaded = load_inventory((str(inventory),), None, self.folder)
        played = Played(Fleet(answer), None)  # type: ignore[arg-type]

        def take(event: Event) -> None:
            if self.pickling:
                assert str(event) == str(pickle.loads(pickle.dumps(event)))
            played.events.append(event)

        played.run = Run(plays, loaded, Options(**options), take, playbook, connections=played.fleet)
        played.run.prepare()
        return played

    async def __call__(
        self, text: str, hosts: Sequence[str] | str = ("a", "b"), answer: Answer = changes, **options: Any
    ) -> Played:
        """Play it to the end."""
        played = self.prepared(text, hosts, answer, **options)
        async with asyncio.timeout(STANDSTILL):
            played.summaries = await played.run.go()
        return played
