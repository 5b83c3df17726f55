"""What cannot be rendered, and what nobody expected: who fails, what ends, and what stays hidden."""

from __future__ import annotations

from typing import Any

import pytest
from engine.answers import by_label, result, taking
from engine.player import Player

from pushcfg.errors import PlaybookError


def sent(played: Any, label: str, host: str = "a") -> list[str]:
    """The commands of the tasks with this label."""
    return [task["params"]["cmd"] for task in played.fleet.host(host).tasks if task["label"] == label]


async def test_an_item_that_cannot_be_rendered_fails_and_the_others_go_on(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true", register: zero}
            - {name: each, command: "echo {{ item.x }} {{ zero.rc }}", loop: [{x: 1}, {y: 2}, {x: 3}]}
            - {name: after, command: "true"}
        """, answer=by_label(zero=result(rc=0), each=lambda host, task: taking(0.01)))
    assert ["changed", "failed", "changed"] == [end.status.value for end in played.ends("a", "each")]
    assert ["echo 1 0", "echo 3 0"] == sent(played, "each")
    assert {"changed": 1, "failed": 1, "blocked": 1} == played.counts("a")


async def test_a_slow_item_that_cannot_be_rendered_fails_and_the_others_go_on(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true", register: zero}
            - name: each
              command: "echo {{ item.x }} {{ zero.rc }}"
              loop: [{x: 1}, {y: 2}, {x: 3}]
              loop_control: {pause: 0.001}
        """, answer=by_label(zero=result(rc=0)))
    assert ["changed", "failed", "changed"] == [end.status.value for end in played.ends("a", "each")]


async def test_a_task_that_cannot_be_rendered_can_be_ignored(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: bad, command: "echo {{ nothing }}", ignore_errors: true, register: bad}
            - {name: after, command: "echo {{ bad is failed }}"}
        """)
    assert {"changed": 1, "ignored": 1} == played.counts("a")
    assert ["echo True"] == sent(played, "after")


async def test_a_variable_that_holds_itself_is_an_error(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, debug: {var: hostvars}}
        """, hosts="all: {hosts: {a: }, vars: {everything: '{{ hostvars }}'}}")
    assert ("failed", True) == (played.status("a", "one"), "without end" in played.ends("a")[0].message)


async def test_an_error_nobody_expected_ends_the_run_and_the_connections(play: Player) -> None:
    played = play.prepared("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
        """, answer=lambda host, task: {"status": "no such status"})
    with pytest.raises(ValueError, match="no such status"):
        await played.run.go()
    assert played.fleet.closed


async def test_an_input_error_in_a_later_play_ends_the_connections(play: Player) -> None:
    played = play.prepared("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, setup: }
        - hosts: a
          gather_facts: false
          vars_files: ["{{ ansible_hostname }}.yml"]
          tasks:
            - {name: two, command: "true"}
        """, answer=by_label(one=result("ok", ansible_facts={"ansible_hostname": "missing"})))
    with pytest.raises(Exception, match=r"there is no .*missing.yml"):
        await played.run.go()
    assert played.fleet.closed


async def test_no_log_hides_what_went_wrong_too(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true", register: zero}
            - {name: bad, command: {cmd: "true", chdir: "{{ {'s3cret': zero.rc} }}"}, no_log: true, ignore_errors: true}
            - {name: late, command: "echo s3cret {{ zero.nothing }}", no_log: true, ignore_errors: true}
            - {name: fact, set_fact: {x: "s3cret {{ zero.rc }}"}, no_log: true}
            - {name: each, command: "echo {{ item }}", loop: [s3cret], no_log: "{{ true }}"}
            - {name: fine, debug: {msg: shown}}
        """, answer=by_label(zero=result(rc=0)))
    assert [] == [event for event in played.events if "s3cret" in repr(event)]
    assert "shown" == played.ends("a", "fine")[0].message


async def test_a_delegation_that_cannot_be_rendered_fails_the_task(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: zero, command: "true", register: zero}
            - {name: one, command: "true", delegate_to: "{{ zero.nothing }}"}
        """)
    (one,) = played.ends("a", "one")
    assert ("failed", "") == (one.status.value, one.delegate)


def test_an_error_before_any_host_hides_what_no_log_hides(play: Player) -> None:
    text = """
        - hosts: a
          gather_facts: false
          vars: {secret: s3cret}
          tasks:
            - {name: bad, user: {name: x, uid: "{{ secret }}"}, no_log: NO_LOG}
        """
    with pytest.raises(PlaybookError, match="argument uid is not an integer: s3cret"):
        play.prepared(text.replace("NO_LOG", "false"))
    for no_log in ("true", '"{{ nothing }}"', '"{{ secret is defined }}"'):
        with pytest.raises(PlaybookError) as caught:
            play.prepared(text.replace("NO_LOG", no_log))
        assert "s3cret" not in str(caught.value)
        assert "site.yml:6:" in str(caught.value)


@pytest.mark.parametrize(("text", "told"), [
    ("{{ hostvars.a.nonsense }}", "the host 'a' has no variable 'nonsense'"),
    ("{{ hostvars['a']['nonsense'].deeper }}", "the host 'a' has no variable 'nonsense'"),
    ("{{ hostvars.nobody.x }}", "hostvars has no host 'nobody'"),
])  # fmt: skip
async def test_what_a_mapping_of_variables_lacks_is_told(play: Player, text: str, told: str) -> None:
    played = await play(f"""
        - hosts: a
          gather_facts: false
          tasks:
            - {{name: reads, command: "echo {text}", when: inventory_hostname == 'a'}}
        """)
    assert ["failed"] == [end.status for end in played.ends("a", "reads")]
    assert told in played.ends("a", "reads")[0].message
