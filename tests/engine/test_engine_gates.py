"""Where hosts wait for one another; none of it may come to a standstill, also with one fork."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import CHANGED, by_label, failed, taking
from engine.fleet import FakeHost
from engine.player import Player

FORKS = pytest.mark.parametrize("forks", [1, 2, 50])


def on(name: str, there: Any, elsewhere: Any) -> Any:
    """An answer for one host and one for all others."""
    return lambda host, task: there if host.name == name else elsewhere


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
            - {meta: end_play, when: inventory_hostname == 'a'}
            - {name: four, command: "true"}
        """, forks=forks)
    assert ["one", "three"] == [label for host, label in played.fleet.started if host == "a"]
    assert ["one", "two", "three"] == [label for host, label in played.fleet.started if host == "b"]


async def test_linear_keeps_hosts_together_among_handlers(play: Player) -> None:
    def slow(host: FakeHost, task: dict[str, Any]) -> Any:
        return taking(0.03) if host.name == "a" else CHANGED

    played = await play("""
        - hosts: all
          gather_facts: false
          strategy: linear
          tasks:
            - {name: tell, command: "true", notify: [one, three]}
            - {name: tell b, command: "true", notify: two, when: inventory_hostname == 'b'}
          handlers:
            - {name: one, command: "true"}
            - {name: two, command: "true"}
            - {name: three, command: "true", when: true}
        """, answer=by_label(tell=slow, one=slow, three=slow))
    ran = [(host, label) for host, label in played.fleet.started if label in ("one", "two", "three")]
    assert [("one", {"a", "b"}), ("two", {"b"}), ("three", {"a", "b"})] == [
        (label, {host for host, other in ran if other == label}) for label in dict.fromkeys(label for _, label in ran)]
    assert ["one", "one", "two", "three", "three"] == [label for _, label in ran]


@FORKS
async def test_the_first_host_pauses_for_all_and_brings_hosts_for_later_plays(play: Player, forks: int) -> None:
    played = await play("""
        - hosts: [a, b]
          gather_facts: false
          tasks:
            - {name: before, command: "true"}
            - {name: wait, pause: {seconds: 1}, register: waited}
            - {name: add, add_host: {name: c, groups: fresh, word: "of {{ inventory_hostname }}"}}
            - {name: group, group_by: {key: "is_{{ inventory_hostname }}"}}
            - {name: after, command: "{{ groups.fresh | join }} {{ hostvars.c.word }}"}
        - hosts: fresh:is_b
          gather_facts: false
          tasks:
            - {name: there, command: "{{ word | default('none') }} {{ group_names | join }}"}
        """, forks=forks)
    assert ["a"] == [end.host for end in played.ends(task="wait")]
    assert ["a"] == [end.host for end in played.ends(task="add")]
    assert {"c of a"} == {task["params"]["cmd"] for name in "ab" for task in played.fleet.host(name).tasks
                          if task["label"] == "after"}
    assert {"c": "of a fresh", "b": "none is_b"} == {
        name: task["params"]["cmd"] for name in "abc" for task in played.fleet.host(name).tasks
        if task["label"] == "there"}


async def test_an_operator_answers_a_pause(play: Player) -> None:
    played = play.prepared("""
        - hosts: [a, b]
          gather_facts: false
          tasks:
            - {name: ask, pause: {prompt: "go on?"}, register: said}
            - {name: use, command: "echo {{ said.user_input }}", when: said is defined}
        """)
    asked: list[tuple[str, bool]] = []

    async def answer(text: str, echo: bool) -> str:
        asked.append((text, echo))
        return "yes"

    played.run.ask = answer
    await played.run.go()
    assert [("go on?", True)] == asked
    assert ["echo yes"] == [task["params"]["cmd"] for task in played.fleet.host("a").tasks]
    assert [] == played.fleet.host("b").tasks


async def test_hosts_within_an_include_do_not_wait_for_one_whose_play_has_ended_before_it(play: Player) -> None:
    (play.folder / "inner.yml").write_text('- {name: inner, command: "true"}\n')
    played = await play("""
        - hosts: all
          gather_facts: false
          any_errors_fatal: true
          tasks:
            - include_tasks: inner.yml
            - {name: wrong, command: "true", needs: [], when: nowhere.rc == 0}
            - {name: wrong too, command: "true", needs: [], when: nowhere.rc == 0}
        """)
    assert "failed" in {end.status.value for end in played.ends(task="wrong")}
    assert [] == played.ends(task="inner")
