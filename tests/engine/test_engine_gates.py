"""Where hosts wait for one another; none of it may come to a standstill, also with one fork."""

from __future__ import annotations

from typing import Any

import pytest
from engine.fleet import OK, FakeHost, Player, by_label, failed, result, taking

from pushcfg.errors import InventoryError, PlaybookError

LOST = {"status": "unreachable", "message": "gone"}
FORKS = pytest.mark.parametrize("forks", [1, 2, 50])


def on(name: str, there: Any, elsewhere: Any) -> Any:
    """An answer for one host and one for all others."""
    return lambda host, task: there if host.name == name else elsewhere


# --- run_once ---

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


# --- linear, any_errors_fatal, max_fail_percentage ---


@FORKS
async def test_linear_hosts_go_task_by_task(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          strategy: linear
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true"}
        """, forks=forks, answer=by_label(one=lambda host, task: taking(0.01 if host.name == "a" else 0)))
    assert ["one", "one", "two", "two"] == [label for _, label in played.fleet.started]


@FORKS
async def test_linear_with_a_rescue_on_one_host(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          strategy: linear
          gather_facts: false
          tasks:
            - block:
                - {name: one, command: "true"}
                - {name: two, command: "true"}
              rescue:
                - {name: save, command: "true"}
              always:
                - {name: tidy, command: "true"}
            - {name: after, command: "true"}
        """, forks=forks, answer=by_label(one=on("a", failed(), {"status": "changed"})))
    assert {"one": "failed", "two": "blocked", "save": "changed", "tidy": "changed",
            "after": "changed"} == dict(played.told("a"))
    assert ["one", "two", "tidy", "after"] == [task for task, _ in played.told("b")]


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


# --- serial ---


@pytest.mark.parametrize(
    ("serial", "sizes"),
    [("2", [2, 2, 1]), ("'40%'", [2, 2, 1]), ("[1, 3]", [1, 3, 1]), ("[1, '60%', 5]", [1, 3, 1]), ("0", [5]),
     ("'1%'", [1, 1, 1, 1, 1]), ("'{{ size }}'", [4, 1])],
)  # fmt: skip
async def test_batches_follow_one_another(play: Player, serial: str, sizes: list[int]) -> None:
    played = await play(f"""
        - hosts: all
          gather_facts: false
          serial: {serial}
          vars: {{size: 4}}
          tasks:
            - {{name: one, command: "true"}}
            - {{name: two, command: "echo {{{{ ansible_play_batch | length }}}}"}}
        """, hosts=list("abcde"), answer=lambda host, task: taking(0.002))
    started = list(played.fleet.started)
    for size in sizes:
        batch, started = started[: 2 * size], started[2 * size :]
        assert size == len({host for host, _ in batch})
    assert [] == started
    assert f"echo {sizes[0]}" == played.fleet.host("a").tasks[1]["params"]["cmd"]


async def test_a_batch_that_fails_as_a_whole_ends_the_run(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          serial: 2
          tasks:
            - {name: one, command: "true"}
        - hosts: all
          gather_facts: false
          tasks:
            - {name: two, command: "true"}
        """, hosts=list("abcd"), answer=by_label(one=failed()))
    assert [("a", "one"), ("b", "one")] == sorted(played.fleet.started)


async def test_a_serial_that_makes_no_sense_is_an_error_before_any_host(play: Player) -> None:
    with pytest.raises(PlaybookError, match="serial"):
        play.prepared("""
            - hosts: all
              gather_facts: false
              serial: "{{ 'x' }}"
              tasks:
                - {name: one, command: "true"}
            """)


# --- throttle and forks ---


async def test_never_more_hosts_at_a_task_than_throttle_says(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: one, command: "true", throttle: 2}
        """, hosts=list("abcdefg"), answer=lambda host, task: taking(0.005))
    assert 2 == played.fleet.most_tasks
    assert 7 == len(played.fleet.started)


async def test_never_more_hosts_at_work_than_forks_says(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: wait, command: "true", register: x, until: x is success}
            - {name: each, command: "true", loop: [1, 2], loop_control: {pause: 0.001}}
            - {name: once, command: "true", run_once: true}
            - {name: slow, command: "true", throttle: 5}
            - {name: last, command: "true"}
        """, hosts=list("abcdefg"), answer=lambda host, task: taking(0.002), forks=3)
    assert 3 == played.fleet.most_hosts
    assert 7 * 7 - 6 == len(played.fleet.started)


# --- values and tasks of other hosts ---

READS = """
    - hosts: all
      gather_facts: false
      tasks:
        - {name: find, command: "true", register: found, when: inventory_hostname == 'b'}
        - {name: use, command: "echo {{ hostvars.b.found.stdout }}", when: inventory_hostname == 'a'}
        - {name: after, command: "true"}
    """


@FORKS
async def test_what_another_host_registers_is_waited_for(play: Player, forks: int) -> None:
    answer = by_label(find=lambda host, task: taking(0.02, result(stdout="theirs")))
    played = await play(READS, answer=answer, forks=forks)
    assert ["echo theirs"] == [task["params"]["cmd"] for task in played.fleet.host("a").tasks if task["label"] == "use"]


@FORKS
async def test_a_slow_task_waits_for_another_host_without_holding_it_up(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: find, command: "true", register: found, when: inventory_hostname == 'b'}
            - name: use
              command: "echo {{ hostvars.b.found.stdout }}"
              register: x
              until: x is success
              when: inventory_hostname == 'a'
        """, answer=by_label(find=lambda host, task: taking(0.02, result(stdout="theirs"))), forks=forks)
    assert "echo theirs" == played.fleet.host("a").tasks[-1]["params"]["cmd"]


@FORKS
async def test_each_reads_what_the_other_has_registered(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          vars: {other: "{{ {'a': 'b', 'b': 'a'}[inventory_hostname] }}"}
          tasks:
            - {name: early, debug: {msg: "{{ hostvars[other].found is defined }}"}}
            - {name: find, command: "true", register: found}
            - {name: use, command: "echo {{ hostvars[other].found.stdout }}"}
        """, answer=by_label(find=lambda host, task: result(stdout=host.name)), forks=forks)
    assert ["echo b", "echo a"] == [played.fleet.host(name).tasks[-1]["params"]["cmd"] for name in "ab"]



@FORKS
async def test_what_another_host_never_registers_is_an_error_of_the_reader(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: first, command: "true"}
            - {name: find, command: "true", register: found}
            - {name: use, command: "echo {{ hostvars.b.found.stdout }}"}
        """, forks=forks, answer=by_label(
            first=lambda host, task: taking(0.01, failed() if host.name == "b" else OK), find=result(stdout="x")))
    (use,) = played.ends("a", "use")
    assert "failed" == use.status.value
    assert "found" in use.message
    assert "undefined" in use.message or "has no attribute" in use.message


@FORKS
async def test_facts_of_another_host_are_waited_for(play: Player, forks: int) -> None:
    def answer(host: FakeHost, task: dict[str, Any]) -> Any:
        if task["module"] == "setup":
            facts = {"ansible_hostname": f"host-{host.name}"}
            return taking(0.02 if host.name == "b" else 0, result("ok", ansible_facts=facts))
        return {"status": "changed"}

    played = await play("""
        - hosts: all
          tasks:
            - {name: use, command: "echo {{ hostvars.b.ansible_facts.hostname }} {{ hostvars.b.ansible_hostname }}"}
        """, answer=answer, forks=forks)
    assert ["echo host-b host-b"] * 2 == [played.fleet.host(name).tasks[-1]["params"]["cmd"] for name in "ab"]


GROUPS = """
    all:
      children:
        web: {hosts: {w1: , w2: }}
        db: {hosts: {d1: , d2: }}
        idle: {hosts: {x1: }}
    """
ELSEWHERE = """
    - hosts: web:db
      gather_facts: false
      tasks:
        - {name: migrate, command: "true", id: migrate, when: "'db' in group_names"}
        - {name: deploy, command: "true", needs: [{task: migrate, on: db}], when: "'web' in group_names"}
    """


@FORKS
async def test_needs_on_a_group_waits_for_all_its_hosts(play: Player, forks: int) -> None:
    played = await play(ELSEWHERE, hosts=GROUPS, forks=forks,
                        answer=by_label(migrate=lambda host, task: taking(0.02 if host.name == "d2" else 0)))
    assert {"migrate"} == {label for _, label in played.fleet.started[:2]}
    assert {"deploy"} == {label for _, label in played.fleet.started[2:]}


@FORKS
@pytest.mark.parametrize("outcome", [failed(), LOST])
async def test_needs_on_a_group_is_blocked_by_a_failure_there(play: Player, forks: int, outcome: Any) -> None:
    played = await play(ELSEWHERE, hosts=GROUPS, forks=forks,
                        answer=by_label(migrate=on("d1", outcome, {"status": "changed"})))
    assert "deploy" not in [label for _, label in played.fleet.started]
    assert ["needs 'migrate' on d1"] == [end.message for end in played.ends("w1", "deploy")]


async def test_needs_on_a_host_that_was_lost_before_is_blocked(play: Player) -> None:
    played = await play("""
        - hosts: db
          gather_facts: false
          tasks:
            - {name: early, command: "true"}
        """ + ELSEWHERE.replace("\n    ", "\n        "), hosts=GROUPS,
        answer=by_label(early=on("d1", LOST, {"status": "changed"})))
    assert "blocked" == played.status("w1", "deploy")


def test_needs_on_what_is_no_group_is_an_error_before_any_host(play: Player) -> None:
    with pytest.raises(InventoryError, match=r"site.yml:6:.*nowhere"):
        play.prepared(ELSEWHERE.replace("on: db", "on: nowhere"), hosts=GROUPS)
    with pytest.raises(InventoryError, match=r"site.yml:6:.*idle"):
        play.prepared(ELSEWHERE.replace("on: db", "on: idle"), hosts=GROUPS)


# --- delegation, ends of plays ---


async def test_a_delegated_task_runs_on_the_other_host(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "echo {{ inventory_hostname }}", delegate_to: b, register: two}
            - {name: three, command: "echo {{ two.stdout }}"}
        """, answer=by_label(two=result(stdout="there")))
    assert [("a", "one"), ("b", "two"), ("a", "three")] == played.fleet.started
    assert "echo a" == played.fleet.host("b").tasks[0]["params"]["cmd"]
    assert ["", "b", ""] == [end.delegate for end in played.ends("a")]


@FORKS
async def test_meta_end_host_and_end_play(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {meta: end_host, when: inventory_hostname == 'a'}
            - {name: two, command: "true"}
        - hosts: all
          gather_facts: false
          strategy: linear
          tasks:
            - {name: three, command: "true"}
            - {meta: end_play, when: inventory_hostname == 'b'}
            - {name: four, command: "true"}
        """, forks=forks)
    assert ["one", "three"] == [label for host, label in played.fleet.started if host == "a"]
    assert ["one", "two", "three"] == [label for host, label in played.fleet.started if host == "b"]
