"""Failures on some hosts that end the play for all: any_errors_fatal, max_fail_percentage."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import by_label, failed
from engine.player import Player

LOST = {"status": "unreachable", "message": "gone"}
FORKS = pytest.mark.parametrize("forks", [1, 2, 50])


def on(name: str, there: Any, elsewhere: Any) -> Any:
    """An answer for one host and one for all others."""
    return lambda host, task: there if host.name == name else elsewhere


@FORKS
async def test_any_errors_fatal_ends_the_play_for_all_after_that_task(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          any_errors_fatal: true
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true"}
        - hosts: all
          gather_facts: false
          tasks:
            - {name: three, command: "true"}
        """, forks=forks, answer=by_label(one=on("b", failed(), {"status": "changed"})))
    assert {"one"} == {label for _, label in played.fleet.started}
    assert ["the play ends here, any_errors_fatal: a task has failed"] == played.warnings()


async def test_any_errors_fatal_counts_in_the_last_task_too(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          any_errors_fatal: true
          serial: 1
          tasks:
            - {name: one, command: "true"}
        """, hosts=["a", "b", "c"], answer=by_label(one=on("b", failed(), {"status": "changed"})))
    assert [("a", "one"), ("b", "one")] == played.fleet.started


@FORKS
async def test_any_errors_fatal_counts_lost_hosts(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          any_errors_fatal: true
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true"}
        """, forks=forks, answer=by_label(one=on("b", LOST, {"status": "changed"})))
    assert {"one"} == {label for _, label in played.fleet.started}


@pytest.mark.parametrize(("limit", "goes_on"), [(24, False), (25, True), (50, True), (0, False)])
async def test_max_fail_percentage(play: Player, limit: int, goes_on: bool) -> None:
    played = await play(f"""
        - hosts: all
          gather_facts: false
          max_fail_percentage: {limit}
          tasks:
            - {{name: one, command: "true"}}
            - {{name: two, command: "true"}}
        """, hosts=["a", "b", "c", "d"], answer=by_label(one=on("b", failed(), {"status": "changed"})))
    assert goes_on == ("two" in {label for _, label in played.fleet.started})


async def test_max_fail_percentage_counts_at_the_end_of_a_batch(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          max_fail_percentage: 40
          serial: 2
          tasks:
            - {name: one, command: "true"}
        """, hosts=["a", "b", "c", "d"], answer=by_label(one=on("b", failed(), {"status": "changed"})))
    assert [("a", "one"), ("b", "one")] == sorted(played.fleet.started)
