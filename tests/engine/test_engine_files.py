"""Files of the controller, where a host of the run is this machine: tasks may write what later ones read."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import result
from engine.fleet import FakeHost
from engine.player import Player


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeHost, "local", True)


async def test_a_file_is_sent_as_it_is_by_then(play: Player) -> None:
    source = play.folder / "src.txt"
    source.write_text("as it was")

    def answer(host: FakeHost, task: dict[str, Any]) -> dict[str, Any]:
        if task["module"] == "command":
            source.write_text(task["params"]["cmd"])
        return result()

    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - command: first
            - copy: {src: src.txt, dest: /there}
            - command: second
            - copy: {src: src.txt, dest: /there}
        """, answer=answer)
    tasks = [task["params"] for task in played.fleet.host("a").tasks if task["module"] == "copy"]
    assert ["first", "second"] == [params["content"] for params in tasks]


async def test_a_file_that_is_missing_in_an_apply_is_a_failure(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: tried, command: tried, until: tried is changed, register: tried}
            - {name: missing, include_vars: missing.yml, when: tried is changed}
        """)
    assert [("tried", "changed"), ("missing", "failed")] == played.told("a")
