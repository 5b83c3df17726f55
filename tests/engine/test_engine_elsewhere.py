"""Values and tasks of other hosts; none of it may come to a standstill, also with one fork."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import OK, by_label, failed, result, taking
from engine.fleet import FakeHost
from engine.player import Player

from pushcfg.errors import InventoryError

LOST = {"status": "unreachable", "message": "gone"}
FORKS = pytest.mark.parametrize("forks", [1, 2, 50])


def on(name: str, there: Any, elsewhere: Any) -> Any:
    """An answer for one host and one for all others."""
    return lambda host, task: there if host.name == name else elsewhere

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
    assert "undefined" in use.message or "has no variable 'found'" in use.message


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


async def test_what_reads_facts_of_a_lost_host_is_blocked_also_where_it_needs_nothing(play: Player) -> None:
    played = await play("""
        - hosts: a
          tasks:
            - {name: says, debug: {msg: "{{ ansible_facts.os_family }}"}, needs: []}
            - {name: sends, command: "echo {{ ansible_facts.os_family }}", needs: []}
            - {name: tries, debug: {msg: "{{ ansible_facts.os_family }}"}, until: true, needs: []}
            - {name: each, debug: {msg: "{{ item }}"}, loop: ["{{ ansible_facts.os_family }}"], needs: []}
            - {name: reads nothing, debug: {}, needs: []}
        """, answer=lambda host, task: LOST)
    told = {"says": "blocked", "sends": "blocked", "tries": "blocked", "each": "blocked", "reads nothing": "ok"}
    assert told == dict(played.told("a"))
    assert {"ok": 1, "blocked": 4, "unreachable": 1} == played.counts("a")
