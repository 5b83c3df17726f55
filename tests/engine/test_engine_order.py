"""What is sent when: ahead of results, in order, and not before what it reads is known."""

from __future__ import annotations

import pytest
from engine.answers import by_label, failed, result, taking
from engine.player import Player

from pushcfg.playbook import Task
from pushcfg.render import Prepared, Renderer
from pushcfg.template.scope import Scope


async def test_tasks_travel_together_and_name_what_they_come_after(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true"}
            - {name: three, command: "true"}
        """)
    host = played.fleet.host("a")
    assert [["one", "two", "three"]] == host.flushed
    assert [[], [1], [2]] == [task["after"] for task in host.tasks]
    assert [("one", "changed"), ("two", "changed"), ("three", "changed")] == played.told("a")


async def test_items_of_a_loop_come_behind_one_another(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: each, command: "echo {{ item }}", loop: [x, y]}
            - {name: last, command: "true"}
        """)
    host = played.fleet.host("a")
    assert [([], []), ([1], []), ([], [2]), ([2, 3], [])] == [
        (task["after"], task["behind"]) for task in host.tasks
    ]
    assert ["x", "y"] == [end.item for end in played.ends("a", "each")]


async def test_what_reads_a_result_waits_for_it_and_nothing_else_does(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", register: found}
            - {name: two, command: "true"}
            - {name: three, command: "echo {{ found.stdout }}"}
            - {name: four, command: "true"}
        """, answer=by_label(one=result(stdout="here")))
    host = played.fleet.host("a")
    assert [["one", "two"], ["three", "four"]] == host.flushed
    assert "echo here" == host.tasks[2]["params"]["cmd"]


async def test_what_waits_for_a_result_is_rendered_when_it_is_there(
    play: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    render = Renderer.render_task

    def noted(renderer: Renderer, task: Task, scope: Scope) -> Prepared:
        rendered.append(task.label)
        return render(renderer, task, scope)

    monkeypatch.setattr(Renderer, "render_task", noted)
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", register: found}
            - {name: two, command: "echo {{ found.stdout }}", register: more}
            - {name: three, command: "echo {{ more.stdout }}"}
        """, answer=by_label(one=result(stdout="here"), two=result(stdout="there")))
    assert ["echo here", "echo there"] == [task["params"]["cmd"] for task in played.fleet.host("a").tasks[1:]]
    # Once while looking ahead, and once to be sent.
    assert [2, 2] == [rendered.count(task) for task in ("two", "three")]


async def test_statements_are_told_in_their_turn(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: say, debug: {msg: hello}}
            - {name: fact, set_fact: {x: 1}}
            - {name: two, command: "echo {{ x }}"}
        """, answer=by_label(one=lambda host, task: taking(0.02)))
    assert [["one", "two"]] == played.fleet.host("a").flushed
    assert ["one", "say", "fact", "two"] == [task for task, _ in played.told("a")]


async def test_statements_behind_a_failure_are_blocked(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: say, debug: {msg: hello}}
            - {name: two, command: "true"}
        """, answer=by_label(one=lambda host, task: taking(0.02, failed())))
    assert [("one", "failed"), ("say", "blocked"), ("two", "blocked")] == played.told("a")
    assert ["needs 'one'"] * 2 == [end.message for end in played.ends("a")[1:]]


async def test_another_user_waits_and_is_not_sent_what_comes_after_a_failure(play: Player) -> None:
    text = """
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true", become: true, become_user: web}
            - {name: three, command: "true"}
        """
    played = await play(text, answer=by_label(one=lambda host, task: taking(0.02)))
    assert [("a", "one"), ("a", "two"), ("a", "three")] == played.fleet.started
    assert ["two"] == played.fleet.host("a", "web").labels
    played = await play(text, answer=by_label(one=lambda host, task: taking(0.02, failed())))
    assert [] == played.fleet.host("a", "web").labels
    assert [("one", "failed"), ("two", "blocked"), ("three", "blocked")] == played.told("a")


async def test_a_loop_over_users_and_hosts_goes_one_by_one(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: users, command: "true", become: true, become_user: "{{ item }}", loop: [u, v, u]}
            - {name: others, command: "true", delegate_to: "{{ item }}", loop: [b, a, b], when: item != 'x'}
        """, answer=lambda host, task: taking(0.005))
    assert [("a", "users")] * 3 + [("b", "others"), ("a", "others"), ("b", "others")] == played.fleet.started
    assert {"changed": 2} == played.counts("a")
    assert 1 == played.fleet.most_tasks


async def test_a_loop_waits_for_items_elsewhere_past_skipped_ones(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: others, command: "true", delegate_to: "{{ item }}", loop: [b, x, a], when: item != 'x'}
        """, answer=lambda host, task: taking(0.01))
    assert 1 == played.fleet.most_tasks
    assert ["changed", "skipped", "changed"] == [end.status.value for end in played.ends("a")]


async def test_failed_when_holds_back_what_comes_after(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", register: one, failed_when: one.rc == 3}
            - {name: two, command: "true"}
        """, answer=by_label(one=result(rc=3)))
    assert ["one"] == played.fleet.host("a").labels
    assert [("one", "failed"), ("two", "blocked")] == played.told("a")
    assert ["failed_when holds: one.rc == 3", "needs 'one'"] == [end.message for end in played.ends("a")]


async def test_ignored_failures_hold_nothing_back(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", ignore_errors: true, register: one}
            - {name: two, command: "true"}
            - {name: three, command: "true", when: one is failed}
        """, answer=by_label(one=failed("never mind")))
    assert [["one", "two"], ["three"]] == played.fleet.host("a").flushed
    assert {"changed": 2, "ignored": 1} == played.counts("a")


async def test_a_failure_stops_only_its_host_and_leaves_it_out_of_later_plays(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true"}
        - hosts: all
          gather_facts: false
          tasks:
            - {name: three, command: "true"}
        """, answer=by_label(one=lambda host, task: failed() if host.name == "a" else result()))
    assert [("one", "failed"), ("two", "blocked")] == played.told("a")
    assert ["one", "two", "three"] == [task for task, _ in played.told("b")]


async def test_needs_make_independent_of_a_failure(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true", needs: [], id: two}
            - {name: three, command: "true", needs: [two]}
            - {name: four, command: "true"}
        """, answer=by_label(one=lambda host, task: taking(0.02, failed())))
    assert {"one": "failed", "two": "changed", "three": "changed", "four": "blocked"} == dict(played.told("a"))


async def test_independent_tasks_are_at_work_together(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", needs: []}
            - {name: two, command: "true", needs: []}
            - {name: three, command: "true"}
        """, answer=by_label(one=lambda host, task: taking(0.02), two=lambda host, task: taking(0.02)))
    assert 2 == played.fleet.most_tasks
    assert [1, 2] == sorted(played.fleet.host("a").tasks[2]["after"])


async def test_started_is_told_when_a_host_is_at_a_task(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          vars: {word: second}
          tasks:
            - {name: one, command: "true"}
            - {name: "{{ word }}", command: "true"}
            - {name: "each {{ item }}", command: "true", loop: [x, y]}
        """)
    assert ["one", "second", "each {{ item }}"] == played.started("a")
    assert {} == played.run.in_flight


async def test_what_comes_after_a_blocked_task_is_not_done_even_if_its_errors_are_ignored(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true"}
            - {name: two, command: "true", ignore_errors: true}
            - {name: three, command: "true"}
            - {name: four, command: "true", loop: [x, y]}
        """, answer=by_label(one=failed()))
    assert [("a", "one")] == played.fleet.started
    assert ["failed", "blocked", "blocked", "blocked"] == [status for _, status in played.told("a")]


async def test_long_loops_in_a_row_stay_small_on_the_wire(play: Player) -> None:
    play.pickling = False
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "echo {{ item }}", loop: "{{ range(2000) | list }}"}
            - {name: two, command: "echo {{ item }}", loop: "{{ range(2000) | list }}"}
            - {name: three, command: "true"}
        """)
    tasks = played.fleet.host("a").tasks
    assert 4000 == sum(len(task["after"]) for task in tasks)
    assert {"changed": 3} == played.counts("a")
