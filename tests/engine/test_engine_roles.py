"""Roles as vertices: others need them by the id of their entry, their import or their include."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.answers import by_label, failed
from engine.player import Player

NEEDS = """
    - hosts: a
      gather_facts: false
      roles:
        - {role: first, id: first}
        - {role: second, needs: []}
      tasks:
        - import_role: {name: third}
          id: third
          needs: [first]
        - include_role: {name: fourth}
          id: fourth
          needs: [third]
        - {name: last, command: "true", needs: [fourth]}
        - {name: free, command: "true", needs: []}
    """


@pytest.fixture
def roles(tmp_path: Path) -> None:
    for name in ("first", "second", "third", "fourth"):
        folder = tmp_path / "roles" / name / "tasks"
        folder.mkdir(parents=True)
        (folder / "main.yml").write_text("- {name: one, command: 'true'}\n- {name: two, command: 'true'}\n")


@pytest.mark.usefixtures("roles")
async def test_a_role_waits_for_the_whole_of_another(play: Player) -> None:
    played = await play(NEEDS)
    order = [task for task, _ in played.told("a")]
    for earlier, later in (("first : two", "third : one"), ("third : two", "include_role : fourth"), ("fourth : two", "last")):
        assert order.index(earlier) < order.index(later)
    assert {"changed"} == {status for task, status in played.told("a") if not task.startswith("include_role")}


@pytest.mark.usefixtures("roles")
async def test_what_needs_a_role_that_failed_is_blocked_and_nothing_else(play: Player) -> None:
    played = await play(NEEDS, answer=by_label(**{"first_:_two": failed("no")}))
    ends = dict(played.told("a"))
    assert {"third : one": "blocked", "last": "blocked", "second : two": "changed", "free": "changed"} == {
        task: ends[task] for task in ("third : one", "last", "second : two", "free")}
