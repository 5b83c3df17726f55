"""What tasks bring: results, facts and variables, also where results come late, never, or only with an apply."""

from __future__ import annotations

from typing import Any

from engine.answers import OK, by_label, failed, result, taking
from engine.fleet import FakeHost
from engine.player import Player

UNKNOWN = {"status": "unknown", "waits_for": "find"}


def sent(played: Any, label: str, host: str = "a") -> list[str]:
    """The commands of the tasks with this label."""
    return [task["params"]["cmd"] for task in played.fleet.host(host).tasks if task["label"] == label]


async def test_the_last_task_that_registers_a_name_wins_also_where_results_come_late(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: first, command: "true", register: other}
            - {name: second, command: "true", register: x}
            - {name: third, command: "true", register: x}
            - {name: use, command: "echo {{ other.stdout }} {{ x.stdout }}"}
            - {name: fourth, command: "true", register: x}
            - {name: fact, set_fact: {x: {stdout: fixed}}}
            - {name: again, command: "echo {{ x.stdout }}"}
            - {name: hold, command: "true", register: hold}
            - {name: last, command: "echo {{ hold.stdout }} {{ x.stdout }}"}
        """, answer=by_label(
            first=result(stdout="1"), second=result(stdout="2"),
            third=lambda host, task: taking(0.02, result(stdout="3")), hold=result(stdout="h"),
            fourth=lambda host, task: taking(0.02, result(stdout="4"))))
    assert ["echo 1 3"] == sent(played, "use")
    assert ["echo fixed"] == sent(played, "again")
    assert ["echo h fixed"] == sent(played, "last")


async def test_facts_are_waited_for_and_add_up_over_plays(play: Player) -> None:
    def answer(host: FakeHost, task: dict[str, Any]) -> Any:
        if task["module"] == "setup":
            facts = {"ansible_hostname": "web1"} if len(host.tasks) < 3 else {"ansible_kernel": "6.1"}
            return taking(0.01, result("ok", ansible_facts=facts))
        return {"status": "changed"}

    played = await play("""
        - hosts: a
          tasks:
            - {name: use, command: "echo {{ ansible_hostname }} {{ ansible_facts.hostname }}"}
        - hosts: a
          tasks:
            - {name: both, command: "echo {{ ansible_facts.hostname }} {{ ansible_facts.kernel }} {{ ansible_kernel }}"}
        """, answer=answer)
    assert ["echo web1 web1"] == sent(played, "use")
    assert ["echo web1 6.1 6.1"] == sent(played, "both")


async def test_what_only_an_apply_can_tell_is_unknown_and_so_is_what_reads_it(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: find, command: "true", register: found}
            - {name: use, command: "echo {{ found.stdout }}", register: used}
            - {name: more, debug: {msg: "{{ used.stdout }}"}}
            - {name: when, command: "true", when: found.rc == 0}
            - {name: item, command: "true", loop: "{{ found.stdout_lines }}"}
            - {name: wait, command: "true", until: found.rc == 0}
            - {name: free, command: "true"}
            - {name: defined, command: "true", when: found is defined}
        """, answer=by_label(find=UNKNOWN), check=True)
    assert {"unknown": 6, "changed": 2} == played.counts("a")
    assert {"find"} == {end.waits_for for end in played.ends("a") if end.status.value == "unknown"}
    assert ["find", "wait", "free", "defined"] == played.fleet.host("a").labels


async def test_an_unknown_stays_unknown_in_later_plays(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true"}
            - {name: find, command: "true", register: found}
        - hosts: a:b
          gather_facts: false
          tasks:
            - {name: use, command: "echo {{ hostvars.a.found.stdout }}"}
            - {name: one, command: "true"}
            - {name: two, command: "true"}
        - hosts: b
          gather_facts: false
          tasks:
            - {name: late, command: "echo {{ hostvars.a.found.stdout }}"}
        """, answer=by_label(find=UNKNOWN), check=True)
    assert ["unknown"] * 2 == [played.status(name, "use") for name in "ab"]
    assert "find" == played.ends("b", "late")[0].waits_for


async def test_a_command_that_changes_nothing_does_not_count_in_a_check(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: find, command: "true", register: found, changed_when: false}
            - {name: use, command: "echo {{ found.stdout }}", changed_when: false}
        """, answer=by_label(find=UNKNOWN), check=True)
    assert {"skipped": 1, "unknown": 1} == played.counts("a")


async def test_until_is_tried_again_and_registers_its_attempts(play: Player) -> None:
    tries: list[int] = []

    def count(host: FakeHost, task: dict[str, Any]) -> Any:
        tries.append(1)
        return result(rc=0 if len(tries) == 3 else 1)

    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: wait, command: "true", register: x, until: x.rc == 0, retries: 5, delay: 0}
            - {name: use, command: "echo {{ x.attempts }}"}
        """, hosts=["a"], answer=by_label(wait=count))
    assert ["echo 3"] == sent(played, "use")
    assert {"changed": 2} == played.counts("a")
    assert ["wait", "use"] == played.started("a")


async def test_until_gives_up_with_a_message(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: wait, command: "true", register: x, until: x.rc == 0, retries: 2, delay: 0}
            - {name: retry, command: "true", retries: 1, delay: 0, ignore_errors: true}
        """, answer=by_label(wait=result(rc=1), retry=failed()))
    (wait,) = played.ends("a", "wait")
    assert ("failed", "still not so after 3 attempts: x.rc == 0") == (wait.status.value, wait.message)
    assert 3 == len(sent(played, "wait"))


async def test_events_of_hostvars_are_plain_data(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, debug: {var: hostvars}}
            - {name: two, debug: {msg: "{{ hostvars['b'] }}"}}
            - {name: three, set_fact: {x: "{{ hostvars }}"}}
            - {name: four, debug: {var: "hostvars.a.inventory_hostname"}}
        """)
    assert [dict, dict] == [type(played.ends("a", "one")[0].result["hostvars"]),
                            type(played.ends("a", "two")[0].result["msg"])]
    assert "b" == played.ends("a", "two")[0].result["msg"]["inventory_hostname"]


async def test_names_are_rendered_where_they_can_be(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          vars: {word: here}
          tasks:
            - {name: "say {{ word }} {{ inner }}", command: "true", vars: {inner: too}}
            - {name: "say {{ nothing }}", command: "true"}
        """)
    assert ["say here too", "say {{ nothing }}"] == [end.task for end in played.ends("a")]


async def test_check_mode_of_a_task(play: Player) -> None:
    text = """
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: real, command: "true", check_mode: false}
            - {name: dry, command: "true", check_mode: true}
        """
    played = await play(text, check=True)
    assert ["check", "apply", "check"] == [task["mode"] for task in played.fleet.host("a").tasks]
    played = await play(text)
    assert ["apply", "apply", "rehearse"] == [task["mode"] for task in played.fleet.host("a").tasks]


async def test_a_skipped_task_registers_that(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", when: false, register: one}
            - {name: two, command: "true", when: one is not skipped}
            - {name: three, command: "true", when: one is skipped}
        """, answer=by_label(three=OK))
    assert [("one", "skipped"), ("two", "skipped"), ("three", "ok")] == played.told("a")


async def test_what_was_rendered_ahead_is_taken_only_while_variables_are_the_same(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          vars: {said: "{{ first }} {{ inventory_hostname }}", first: before}
          tasks:
            - {name: unchanged, command: "echo {{ said }}"}
            - {name: sets, set_fact: {first: after}}
            - {name: changed, command: "echo {{ said }}"}
            - {name: timed, command: "echo {{ now(fmt='%f') }}"}
        """)
    for host in ("a", "b"):
        sent = {task["label"]: task["params"]["cmd"] for task in played.fleet.host(host).tasks}
        assert f"echo before {host}" == sent["unchanged"]
        assert f"echo after {host}" == sent["changed"]


async def test_what_a_task_makes_of_its_outcome_does_not_see_what_tasks_below_bring(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          vars: {x: old, through: "{{ x }}"}
          tasks:
            - {name: first, command: "first", register: r}
            - {name: of a fact, command: "true", changed_when: through == 'new', notify: never}
            - {name: of a result, command: "true", changed_when: r.stdout == 'second'}
            - {name: of its own, command: "own", changed_when: own.stdout == 'own', register: own}
            - {name: notifies, command: "true", notify: "{{ x }}"}
            - {name: set, set_fact: {x: new}}
            - {name: second, command: "second", register: r}
          handlers:
            - {name: old, command: "true"}
            - {name: new, command: "true"}
            - {name: never, command: "true"}
        """, answer=lambda host, task: taking(0.01, result(stdout=task["params"]["cmd"])))
    assert [("first", "changed"), ("of a fact", "ok"), ("of a result", "ok"), ("of its own", "changed"),
            ("notifies", "changed"), ("set", "ok"), ("second", "changed"), ("old", "changed")] == played.told("a")
