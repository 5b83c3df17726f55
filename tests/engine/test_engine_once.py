"""Tasks that run on one host for all."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import by_label, failed, result
from engine.player import Player

LOST = {"status": "unreachable", "message": "gone"}
FORKS = pytest.mark.parametrize("forks", [1, 2, 50])


def on(name: str, there: Any, elsewhere: Any) -> Any:
    """An answer for one host and one for all others."""
    return lambda host, task: there if host.name == name else elsewhere

ONCE = """
    - hosts: all
      gather_facts: false
      tasks:
        - {name: before, command: "true"}
        - {name: once, command: "true", run_once: true, register: once}
        - {name: after, command: "echo {{ once.stdout }}"}
    """


@FORKS
async def test_run_once_runs_on_the_first_host_and_all_have_its_result(play: Player, forks: int) -> None:
    played = await play(ONCE, hosts=["a", "b", "c"], answer=by_label(once=result(stdout="word")), forks=forks)
    assert ["a"] == [host for host, label in played.fleet.started if label == "once"]
    assert ["echo word"] * 3 == [played.fleet.host(name).tasks[-1]["params"]["cmd"] for name in "abc"]


@FORKS
async def test_run_once_passes_over_a_host_that_has_failed(play: Player, forks: int) -> None:
    played = await play(ONCE, hosts=["a", "b", "c"], forks=forks, answer=by_label(
        before=on("a", failed(), {"status": "changed"}), once=result(stdout="word")))
    assert ["b"] == [host for host, label in played.fleet.started if label == "once"]
    assert [("before", "failed"), ("once", "blocked"), ("after", "blocked")] == played.told("a")


@FORKS
async def test_a_failure_of_run_once_ends_the_play_of_all(play: Player, forks: int) -> None:
    played = await play(ONCE, hosts=["a", "b", "c"], answer=by_label(once=failed()), forks=forks)
    assert [("before", "changed"), ("once", "failed"), ("after", "blocked")] == played.told("a")
    assert "after" not in [label for _, label in played.fleet.started]
    assert "blocked" == played.status("c", "after")


@FORKS
async def test_a_lost_leader_of_run_once_does_not_lose_the_others(play: Player, forks: int) -> None:
    played = await play(ONCE, hosts=["a", "b"], answer=by_label(once=LOST), forks=forks)
    assert ["a"] == played.lost()
    assert "blocked" == played.status("b", "after")
    assert 0 == played.summary("b").unreachable


@FORKS
async def test_run_once_where_the_first_host_is_in_a_rescue(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - block:
                - {name: before, command: "true"}
                - {name: once, command: "true", run_once: true}
              rescue:
                - {name: save, command: "true"}
            - {name: after, command: "true"}
        """, hosts=["a", "b"], forks=forks, answer=by_label(before=on("a", failed(), {"status": "changed"})))
    assert ["b"] == [host for host, label in played.fleet.started if label == "once"]
    assert {"before": "failed", "once": "blocked", "save": "changed", "after": "changed"} == dict(played.told("a"))
