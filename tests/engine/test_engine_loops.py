"""Loops: what they cost, when they end, and what a pause between items means."""

from __future__ import annotations

import time
from typing import Any

from engine.answers import by_label, failed, result
from engine.fleet import FakeHost
from engine.player import Player


async def test_a_loop_over_a_hundred_items_is_one_exchange(play: Player) -> None:
    play.pickling = False
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: before, command: "true"}
            - {name: loop, command: "echo {{ item }}", loop: "{{ range(100) | list }}", register: looped}
            - {name: use, command: "echo {{ looped.results | length }}"}
        """, hosts=["a"])
    sent = played.fleet.host("a").flushed
    # All items travel together, and with the task before them; what reads the results is the one thing that waits.
    assert [["before", *["loop"] * 100], ["use"]] == sent
    assert "echo 100" == played.fleet.host("a").tasks[-1]["params"]["cmd"]


async def test_a_loop_ends_where_it_is_told_to(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - name: search
              command: "try {{ item }}"
              loop: [1, 2, 3, 4]
              loop_control: {break_when: [found.rc == 0, item > 1]}
              register: found
            - {name: use, command: "echo {{ found.results | length }}"}
        """, hosts=["a"], answer=by_label(search=result(rc=0)))
    assert ["try 1", "try 2", "echo 2"] == [task["params"]["cmd"] for task in played.fleet.host("a").tasks]


async def test_a_condition_that_cannot_be_rendered_ends_the_loop_as_a_failure(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: search, command: "true", loop: [1, 2], loop_control: {break_when: nothing.rc == 0}}
            - {name: never, command: "true"}
        """, hosts=["a"])
    assert {"failed": 1, "blocked": 1} == {name: count for name, count in played.counts("a").items()
                                           if name in ("failed", "blocked")}


async def test_a_pause_between_items_takes_its_time(play: Player) -> None:
    begun = time.monotonic()
    await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: slowly, command: "true", loop: [1, 2, 3], loop_control: {pause: 0.1}}
        """, hosts=["a"])
    assert 0.2 <= time.monotonic() - begun < 2


async def test_a_template_for_all_arguments_is_checked_and_warned_of_once_where_facts_choose(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          vars: {made: {x: 1, y: "{{ 1 + 1 }}"}, given: {cmd: from a template}, ansible_arguments: {}}
          tasks:
            - {name: facts, set_fact: "{{ made }}"}
            - {name: use, command: "echo {{ x }} {{ y }}"}
            - {name: written, command: echo written, args: "{{ given }}"}
            - {name: by a fact, command: echo fact, args: "{{ ansible_arguments }}"}
        """)
    assert ["echo 1 2", "echo written", "echo fact"] == [task["params"]["cmd"] for task in played.fleet.host("b").tasks]
    (warned,) = played.warnings()
    assert "task 'by a fact', arguments: what the host says of itself" in warned


async def test_a_template_that_names_no_argument_of_the_module_fails_with_its_place(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: find, command: "true", register: found}
            - {name: wrong, stat: "{{ found.words }}"}
        """, hosts=["a"], answer=by_label(find=result(words={"pth": "/x"})))
    (end,) = played.ends("a", "wrong")
    assert "failed" == end.status.value
    assert "stat has no argument 'pth'" in end.message
    assert end.position is not None


async def test_attempts_of_an_item_do_not_count_for_the_next(play: Player) -> None:
    tries: dict[str, int] = {}

    def answer(host: FakeHost, task: dict[str, Any]) -> Any:
        command = task["params"]["cmd"]
        tries[command] = tries.get(command, 0) + 1
        return result(rc=0) if tries[command] == 2 else failed(rc=1)

    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: try, command: "try {{ item }}", loop: [a, b], until: x.rc == 0, register: x, delay: 0}
            - {name: use, debug: {msg: "{{ x.results | map(attribute='attempts') | list }}"}}
        """, hosts=["a"], answer=by_label(**{"try": answer}))
    (use,) = played.ends("a", "use")
    assert use.result is not None
    assert [2, 2] == use.result["msg"]
