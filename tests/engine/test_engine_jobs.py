"""Jobs: async with and without poll, over hosts that answer from functions."""

from __future__ import annotations

from typing import Any

from engine.answers import result
from engine.fleet import FakeHost
from engine.player import Player

STARTED = {"ansible_job_id": "j1.2", "started": True, "finished": False, "results_file": "/jobs/j1.2", "changed": True}
ENDED = {"status": "changed", "result": {"rc": 0, "stdout": "done", "changed": True},
         "changes": [["file", None, "x"]], "commands": ["long"]}  # fmt: skip


class Jobs:
    """A host whose job has ended at the third time that it is asked for."""

    def __init__(self, outcome: dict[str, Any] | None = None, lost: tuple[int, ...] = ()) -> None:
        self.outcome = outcome or ENDED
        self.lost = lost
        self.asked: list[dict[str, Any]] = []

    def __call__(self, host: FakeHost, task: dict[str, Any]) -> Any:
        if task["module"] == "async_status":
            self.asked.append(task["params"])
            if len(self.asked) in self.lost:
                return {"status": "unreachable", "message": "gone"}
            over = len(self.asked) >= 3
            return result("ok", **{**STARTED, "finished": over, "outcome": self.outcome if over else None})
        return result("changed", **STARTED) if "job" in task else result("ok", rc=0)


TEXT = """
    - hosts: a
      gather_facts: false
      tasks:
        - {name: job, command: long, async: 20, poll: 0.01, register: job}
        - {name: use, command: "echo {{ job.stdout }} {{ job.ansible_job_id }} {{ job.finished }}"}
    """


async def test_a_job_is_asked_for_until_it_has_ended_and_then_forgotten(play: Player) -> None:
    jobs = Jobs()
    played = await play(TEXT, hosts=["a"], answer=jobs)
    assert [{"limit": 20.0}] == [task["job"] for task in played.fleet.host("a").tasks if "job" in task]
    assert [None, None, None, "cleanup"] == [params.get("mode") for params in jobs.asked]
    assert "echo done j1.2 True" == played.fleet.host("a").tasks[-1]["params"]["cmd"]
    (end,) = played.ends("a", "job")
    assert ["file"] == [change.attribute for change in end.changes]
    assert ("long",) == end.commands


async def test_a_lost_connection_does_not_end_a_job(play: Player) -> None:
    played = await play(TEXT, hosts=["a"], answer=Jobs(lost=(1,)))
    assert "changed" == played.status("a", "job")
    assert 1 == played.fleet.links["a"].resets
    assert [] == played.lost()


async def test_a_job_that_fails_is_a_failure_of_its_task(play: Player) -> None:
    outcome = {"status": "failed", "message": "no", "result": {"rc": 1}, "changes": [], "commands": []}
    played = await play(TEXT, hosts=["a"], answer=Jobs(outcome))
    assert ["failed", "blocked"] == [status for _, status in played.told("a")]


async def test_nobody_waits_for_a_job_without_poll(play: Player) -> None:
    jobs = Jobs()
    played = await play(TEXT.replace("0.01", "0").replace("{{ job.stdout }}", "x"), hosts=["a"], answer=jobs)
    assert [] == jobs.asked
    assert "echo x j1.2 False" == played.fleet.host("a").tasks[-1]["params"]["cmd"]


async def test_a_check_starts_no_job_and_what_reads_it_is_unknown(play: Player) -> None:
    text = TEXT.replace("0.01", "0") + """
        - {name: free, command: "true"}
    """
    played = await play(text, hosts=["a"], check=True, answer=lambda host, task: result("changed"))
    assert ["check", "check"] == [task["mode"] for task in played.fleet.host("a").tasks]
    assert "unknown" == played.status("a", "use")
    assert "job" in played.ends("a", "use")[0].waits_for


async def test_async_of_a_template_that_says_0_is_no_job(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          vars: {limit: 0}
          tasks:
            - {name: plain, command: "true", async: "{{ limit }}", poll: "{{ limit }}"}
        """, hosts=["a"])
    assert [False] == ["job" in task for task in played.fleet.host("a").tasks]
