"""Arguments on many hosts: what is the same is converted once, what is not is each host's own, and none is lost."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import by_label, result
from engine.player import Player

from pushcfg.errors import PlaybookError
from pushcfg.events import TaskEnded, TaskStarted
from pushcfg.render.outline import outline


def params(played: Any, label: str, host: str) -> list[dict[str, Any]]:
    """What the tasks with this label were sent with."""
    return [task["params"] for task in played.fleet.host(host).tasks if task["label"] == label]


async def test_what_is_omitted_or_null_is_not_sent_and_what_is_constant_is_each_hosts_own(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          module_defaults:
            find: {patterns: ["*", "{{ omit }}"], size: "{{ nowhere | default(omit) }}", age: }
          tasks:
            - name: constant
              find: {paths: ["~/x", /y], excludes: [a], depth: "{{ 1 if inventory_hostname == 'a' else omit }}"}
            - {name: nested, uri: {url: "http://x/", headers: {A: "{{ omit }}", B: x, C: "{{ inventory_hostname }}"}}}
        """)
    plain = {"patterns": ["*"], "paths": [{"path": "~/x"}, "/y"], "excludes": ["a"]}
    assert [[{**plain, "depth": 1}], [plain]] == [params(played, "constant", host) for host in "ab"]
    one, other = params(played, "constant", "a")[0], params(played, "constant", "b")[0]
    assert one["paths"] is not other["paths"]
    assert [{"B": "x", "C": "b"}] == [sent["headers"] for sent in params(played, "nested", "b")]


async def test_an_argument_that_does_not_fit_is_told_although_a_later_one_is_still_to_come(play: Player) -> None:
    text = """
        - hosts: a
          gather_facts: false
          vars: {which: nonsense}
          tasks:
            - {name: first, command: "true", register: first}
            - {name: wrong, file: {state: "{{ which }}", path: "{{ first.stdout }}"}}
        """
    with pytest.raises(PlaybookError, match="argument state is nonsense, not one of"):
        await play(text)


async def test_a_fact_whose_name_is_no_text_fails_with_its_place(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: first, command: "true", register: first}
            - {name: wrong, set_fact: "{{ {first.rc: 1} }}"}
        """, answer=by_label(first=result(rc=5)))
    (end,) = played.ends("a", "wrong")
    assert end.message.endswith("site.yml:6:7: set_fact: 5 is no name of a variable"), end.message


async def test_a_task_whose_module_is_a_template_starts_and_ends_under_one_name(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          vars: {module: command}
          tasks:
            - {action: "{{ module }} echo 1", register: first}
            - {action: "{{ module }} echo {{ first.stdout }}"}
            - {action: "{{ module }} echo 3", until: true}
        """, answer=lambda host, task: result(stdout="2"))
    names = ["{{ module }}"] * 3
    assert names == [event.task for event in played.events if isinstance(event, TaskStarted)]
    assert names == [event.task for event in played.events if isinstance(event, TaskEnded)]


async def test_a_task_that_a_template_gives_its_arguments_is_known_once_for_all_hosts(play: Player) -> None:
    before = outline.cache_info().currsize
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: each, command: "true", args: "{{ {'chdir': '/' ~ inventory_hostname} }}"}
        """, hosts=[f"h{number}" for number in range(9)])
    assert [{"cmd": "true", "chdir": "/h8"}] == params(played, "each", "h8")
    assert 1 == outline.cache_info().currsize - before


async def test_groups_that_are_no_list_fail_with_their_place(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: wrong, add_host: {name: new, groups: 5}}
        """)
    (end,) = played.ends("a", "wrong")
    assert end.message.endswith("add_host: groups is 5, no list; write a list of names"), end.message
