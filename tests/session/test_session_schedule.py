"""Which task starts when, in a real runner and in its schedule alone."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import Any

from session.started import SETTINGS, started, task

from modules.runner.schedule import Schedule


def span(outcome: dict[str, Any]) -> tuple[float, float]:
    """When a `span` command has begun and ended."""
    first, last = outcome["result"]["stdout"].split()
    return float(first), float(last)


def at_once(outcomes: list[dict[str, Any]]) -> int:
    """How many of them were at work at the same time at most."""
    spans = [span(outcome) for outcome in outcomes]
    return max(sum(first <= moment < last for first, last in spans) for moment, _ in spans)


SPAN = "date +%s.%N; sleep 0.3; date +%s.%N"


async def test_as_many_tasks_as_slots_are_at_work_together() -> None:
    async with started(settings={**SETTINGS, "slots": 3}) as runner:
        done = await runner.do(*(task("shell", cmd=SPAN) for _ in range(7)))
    assert 3 == at_once(done)


async def test_what_names_the_same_exclusive_thing_takes_turns() -> None:
    async with started() as runner:
        done = await runner.do(*(task("shell", cmd=SPAN, EXCLUSIVE=["dpkg"]) for _ in range(3)),
                               *(task("shell", cmd=SPAN, EXCLUSIVE=["rpm"]) for _ in range(2)),
                               task("shell", cmd=SPAN))
    assert (1, 1) == (at_once(done[:3]), at_once(done[3:5]))
    assert 3 == at_once(done)


async def test_after_waits_and_is_blocked_and_behind_only_waits(tmp_path: Path) -> None:
    async with started() as runner:
        done = await runner.do(
            task("shell", cmd="sleep 0.2; false"), task("ping", AFTER=[1]), task("ping", BEHIND=[1]),
            task("ping", AFTER=[2]), task("shell", cmd="false", SOFT=True), task("ping", AFTER=[5]),
            task("ping", AFTER=[1], SOFT=True), task("ping", AFTER=[7]), task("ping", BEHIND=[7]))
    assert ["failed", "blocked", "ok", "blocked", "failed", "ok", "blocked", "blocked", "blocked"] == [
        outcome["status"] for outcome in done
    ]


def play(tasks: list[dict[str, Any]], slots: int, fails: set[int], chunk: int) -> tuple[dict[int, str], list[Any]]:
    """How tasks end that are added chunk by chunk, and what the schedule did: ("start" or "end", id)."""
    log: list[Any] = []
    ended: dict[int, str] = {}
    all_ended = threading.Event()

    def execute(message: dict[str, Any]) -> dict[str, str]:
        log.append(("start", message["id"]))
        time.sleep(0.0003 * (message["id"] % 3))
        log.append(("end", message["id"]))
        return {"status": "failed" if message["id"] in fails else "ok"}

    def tell(message: dict[str, Any], outcome: dict[str, str]) -> None:
        ended[message["id"]] = outcome["status"]
        if len(ended) == len(tasks):
            all_ended.set()

    schedule = Schedule(slots, execute, tell)
    for place, message in enumerate(tasks):
        schedule.add(message)
        if place % chunk == 0:
            time.sleep(0.001)
    assert all_ended.wait(20), (len(ended), schedule.ready, schedule.waiting)
    assert not schedule.busy()
    schedule.stop()
    return ended, log


def test_random_tasks_end_as_they_must_and_in_order() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        tasks = []
        for number in range(1, 40):
            above = range(max(1, number - 6), number)
            tasks.append({
                "id": number, "after": chance.sample(above, min(len(above), chance.choice((0, 1, 1, 2)))),
                "behind": chance.sample(above, min(len(above), chance.choice((0, 0, 1)))),
                "exclusive": chance.choice(([], [], ["a"], ["a", "b"])), "soft": chance.random() < 0.2,
            })  # fmt: skip
        fails = {number for number in range(1, 40) if chance.random() < 0.15}
        slots = chance.choice((1, 2, 4))
        ended, log = play(tasks, slots, fails, chance.choice((1, 5, 40)))
        check(tasks, fails, ended, log, slots)


def check(tasks: list[dict[str, Any]], fails: set[int], ended: dict[int, str], log: list[Any], slots: int) -> None:
    """Every task has ended as it must, when it could, with no more at once than there are slots."""
    good: dict[int, bool] = {}
    by_id = {message["id"]: message for message in tasks}
    for message in tasks:
        blocked = not all(good[other] for other in message["after"])
        blocked = blocked or any(ended[other] == "blocked" for other in message["behind"])
        wanted = "blocked" if blocked else "failed" if message["id"] in fails else "ok"
        assert wanted == ended[message["id"]]
        good[message["id"]] = wanted == "ok" or (message["soft"] and wanted == "failed")
    working: set[int] = set()
    over = {number for number, status in ended.items() if status == "blocked"}
    for what, number in log:
        if what == "end":
            working.discard(number)
            over.add(number)
            continue
        assert over >= {*by_id[number]["after"], *by_id[number]["behind"]}
        held = {name for other in working for name in by_id[other]["exclusive"]}
        assert not held.intersection(by_id[number]["exclusive"])
        working.add(number)
        assert len(working) <= slots


def test_thousands_of_tasks_in_a_row_cost_little() -> None:
    tasks = [{"id": number, "after": [number - 1] if number > 1 else [], "behind": [], "exclusive": []}
             for number in range(1, 4001)]
    start = time.process_time()
    ended, _ = play(tasks, 4, set(), 10_000)
    assert {"ok"} == set(ended.values())
    assert time.process_time() - start < 3


async def test_tasks_that_draw_at_the_same_time_do_not_disturb_one_another(tmp_path: Path) -> None:
    async with started(settings={"slots": 8, "share": True}) as runner:
        runner.session.on_drawn = lambda session, user, drawn: None
        tasks = []
        for number in range(120):
            folder = tmp_path / f"folder{number % 10}"
            tasks.append(task("file", path=str(folder / str(number)), state="directory", mode="0700", MODE="check"))
            tasks.append(task("copy", dest=str(folder / f"{number}.txt"), content="x", MODE="check"))
            tasks.append(task("command", cmd="true", creates=str(folder / "*"), MODE="check"))
        done = await runner.do(*tasks, within=60)
    crashed = [outcome["message"] for outcome in done if "crashed" in outcome.get("message", "")]
    assert [] == crashed
    assert [] == list(tmp_path.iterdir())
