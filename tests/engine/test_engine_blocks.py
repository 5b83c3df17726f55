"""block, rescue and always, and what becomes of variables on the way."""

from __future__ import annotations

from engine.answers import by_label, failed, result, taking
from engine.player import Player

GUARDED = """
    - hosts: a
      gather_facts: false
      tasks:
        - block:
            - {name: one, command: "true"}
            - {name: two, command: "true", register: two}
          rescue:
            - {name: save, command: "echo {{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}"}
            - {name: seen, debug: {msg: "{{ two is defined }}"}}
          always:
            - {name: tidy, command: "true"}
        - {name: after, command: "true"}
    """


async def test_a_rescue_is_passed_over_where_nothing_fails(play: Player) -> None:
    played = await play(GUARDED)
    assert ["one", "two", "tidy", "after"] == [task for task, _ in played.told("a")]
    assert {"changed": 4} == played.counts("a")


async def test_a_failure_leads_to_the_rescue_and_the_play_goes_on(play: Player) -> None:
    played = await play(GUARDED, answer=by_label(one=failed("no", rc=7)))
    assert {"one": "failed", "two": "blocked", "save": "changed", "seen": "ok", "tidy": "changed",
            "after": "changed"} == dict(played.told("a"))
    assert "echo one 7" == played.fleet.host("a").tasks[2]["params"]["cmd"]
    assert {"ok": 1, "changed": 3, "blocked": 1, "rescued": 1} == played.counts("a")
    (seen,) = played.ends("a", "seen")
    assert {"msg": False, "changed": False, "failed": False} == seen.result


async def test_a_blocked_task_leaves_what_its_name_meant_before(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true", register: kept}
            - block:
                - {name: one, command: "true"}
                - {name: two, command: "true", register: kept}
              rescue:
                - {name: save, command: "echo {{ kept.stdout }}"}
        """, answer=by_label(zero=result(stdout="old"), one=lambda host, task: taking(0.01, failed())))
    assert "echo old" == played.fleet.host("a").tasks[-1]["params"]["cmd"]


async def test_a_failed_rescue_fails_after_always(play: Player) -> None:
    played = await play(GUARDED, answer=by_label(one=failed("no", rc=7), save=failed("not saved")))
    assert {"one": "failed", "two": "blocked", "save": "failed", "seen": "blocked", "tidy": "changed",
            "after": "blocked"} == dict(played.told("a"))
    assert "needs 'save'" == played.ends("a", "after")[0].message


async def test_always_without_rescue_runs_and_the_failure_stays(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - block:
                - {name: one, command: "true"}
              always:
                - {name: tidy, command: "true"}
            - {name: after, command: "true"}
        - hosts: a
          gather_facts: false
          tasks:
            - {name: later, command: "true"}
        """, answer=by_label(one=failed()))
    assert [("one", "failed"), ("tidy", "changed"), ("after", "blocked")] == played.told("a")


async def test_a_failure_inside_goes_out_to_the_next_rescue(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - block:
                - block:
                    - {name: one, command: "true"}
                  rescue:
                    - {name: inner, command: "true"}
              rescue:
                - {name: outer, command: "true"}
            - {name: after, command: "true"}
        """, answer=by_label(one=failed(), inner=failed()))
    assert {"one": "failed", "inner": "failed", "outer": "changed", "after": "changed"} == dict(played.told("a"))
    assert {"changed": 2, "rescued": 2} == played.counts("a")


async def test_every_failure_of_a_rescued_block_counts_as_rescued(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - block:
                - {name: one, command: "true", needs: []}
                - {name: two, command: "true", needs: []}
              rescue:
                - {name: save, command: "true"}
        """, answer=by_label(one=failed(), two=failed()))
    assert {"changed": 1, "rescued": 2} == played.counts("a")


async def test_what_is_freed_inside_a_rescue_waits_for_the_rescue(play: Player) -> None:
    text = """
        - hosts: a
          gather_facts: false
          tasks:
            - block:
                - {name: one, command: "true"}
              rescue:
                - block:
                    - {name: freed, command: "true", needs: []}
                  always:
                    - {name: inner, command: "true"}
        """
    played = await play(text)
    assert [("one", "changed")] == played.told("a")
    played = await play(text, answer=by_label(one=lambda host, task: taking(0.01, failed())))
    assert ["one", "freed", "inner"] == [label for _, label in played.fleet.started]


async def test_a_block_behind_a_failure_is_blocked_with_rescue_and_always(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true"}
            - block:
                - {name: one, command: "true"}
              rescue:
                - {name: save, command: "true"}
              always:
                - {name: tidy, command: "true"}
        """, answer=by_label(zero=failed()))
    assert {"zero": "failed", "one": "blocked", "save": "blocked", "tidy": "blocked"} == dict(played.told("a"))
    assert {"needs 'zero'"} == {end.message for end in played.ends("a")[1:]}


async def test_a_fact_inside_a_block_is_set_only_if_its_turn_comes(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - block:
                - {name: one, command: "true"}
                - {name: fact, set_fact: {x: set}}
              rescue:
                - {name: say, debug: {msg: "{{ x | default('unset') }}"}}
        """, answer=by_label(one=lambda host, task: taking(0.01, failed())))
    (say,) = played.ends("a", "say")
    assert "unset" == say.message


async def test_an_unreachable_host_is_not_rescued(play: Player) -> None:
    played = await play(GUARDED, answer=by_label(one={"status": "unreachable", "message": "gone"}))
    assert ["one"] == played.fleet.host("a").labels[:1]
    assert ["a"] == played.lost()
    assert {"one": "unreachable", "two": "blocked", "save": "blocked", "seen": "blocked", "tidy": "blocked",
            "after": "blocked"} == dict(played.told("a"))
    assert {"unreachable": 1, "blocked": 5} == played.counts("a")
