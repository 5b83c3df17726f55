"""Plays texts of playbooks on a fleet, and keeps what comes of it."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

from engine.answers import changes
from engine.fleet import Answer, Fleet

from pushcfg.engine import Options, Run
from pushcfg.events import Event, HostLost, HostSummary, TaskEnded, TaskStarted, Warned
from pushcfg.inventory import load_inventory
from pushcfg.playbook import read_playbook

# Seconds after which a run of these tests has come to a standstill.
STANDSTILL = 10.0


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
