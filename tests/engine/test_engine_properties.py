"""Whatever plays say and however their tasks end: every host comes to the end, with no more forks than asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from engine.answers import result, taking
from engine.fleet import FakeHost
from engine.player import Played, Player
from engine.random_plays import HOSTS, Chance

from pushcfg.errors import InputError
from pushcfg.events import TaskEnded

SEEDS = 400
STATUSES = ("changed", "ok", "failed", "unreachable", "unknown")


async def played(folder: Path, seed: int) -> Played | None:
    """The plays of a seed on three hosts that answer by chance; None if they make no sense."""
    chance = Chance(seed)
    check = chance.sometimes(0.25)
    plays = [chance.play() for _ in range(chance.random.choice((1, 1, 2)))]

    def answer(host: FakeHost, task: dict[str, Any]) -> Any:
        (status,) = chance.random.choices(STATUSES, (60, 15, 15, 2, 20 * check))
        outcome = {**result(status, rc=0, stdout="x"), "waits_for": "it", "message": "told"}
        return taking(0.0005, outcome) if chance.sometimes(0.5) else outcome

    player = Player(folder)
    player.pickling = seed % 10 == 0
    try:
        return await player(json.dumps(plays), HOSTS, answer, forks=chance.random.choice((1, 1, 2, 50)), check=check)
    except InputError:
        return None


def too_early(found: Played, handed: set[str]) -> list[tuple[str, str, str]]:
    """(host, task, task before it) where the first had begun when the second, told later, was still to begin."""
    wrong = []
    for play in found.run.plays:
        graph = found.run.graphs[play]
        for host in found.run.hosts_of[play]:
            order = {label: place for place, (name, label) in reversed(list(enumerate(found.fleet.started))) if name == host}
            for vertex in graph.vertices:
                for number in graph.before[vertex.number] if vertex.task is not None and not vertex.handler else ():
                    first = graph.vertex(number)
                    known = first.label in order and vertex.label in order and handed.isdisjoint((first.label, vertex.label))
                    if known and order[vertex.label] < order[first.label]:
                        wrong.append((host, vertex.label, first.label))
    return wrong


@pytest.mark.parametrize("part", range(4))
async def test_every_host_comes_to_the_end(tmp_path: Path, part: int) -> None:
    made_sense = 0
    for seed in range(part, SEEDS, 4):
        try:
            found = await played(tmp_path, seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
        if found is None:
            continue
        made_sense += 1
        assert {} == found.run.in_flight, seed
        known = {*STATUSES[: 5 if found.run.options.check else 4], "skipped", "blocked"}
        statuses = {event.status.value for event in found.events if isinstance(event, TaskEnded)}
        assert set() == statuses - known, seed
        # What is told to be blocked was not done, and what was done was not before what it waits for.
        handed = {event.task for event in found.events if isinstance(event, TaskEnded) and event.delegate}
        started = {(host, label) for host, label in found.fleet.started if label not in handed}
        blocked = {(event.host, event.task) for event in found.ends() if event.status.value == "blocked"}
        assert set() == started & blocked, seed
        assert [] == too_early(found, handed), seed
        # A task that is handed to another host is at work there for the host that handed it over.
        assert found.fleet.most_hosts <= found.run.options.forks + 2, seed
    assert made_sense > SEEDS / 4 * 0.6
