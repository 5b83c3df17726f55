"""Handlers: once, in their order, where something changed."""

from __future__ import annotations

import pytest
from engine.answers import OK, by_label, failed
from engine.player import Player

from pushcfg.errors import PlaybookError

PLAY = """
    - hosts: all
      gather_facts: false
      tasks:
        - {name: one, command: "true", notify: second}
        - {name: two, command: "true", notify: [second, topic]}
        - {name: three, command: "true"}
      handlers:
        - {name: first, command: "true", listen: topic}
        - {name: second, command: "true"}
        - {name: never, command: "true"}
    """


async def test_a_handler_runs_once_at_the_end_in_the_order_of_handlers(play: Player) -> None:
    played = await play(PLAY, hosts=["a"])
    assert ["one", "two", "three", "first", "second"] == [task for task, _ in played.told("a")]
    assert [False, False, False, True, True] == [end.handler for end in played.ends("a")]
    assert 5 == played.summary("a").changed


async def test_a_handler_runs_only_on_hosts_where_a_notifier_changed(play: Player) -> None:
    played = await play(PLAY, answer=by_label(
        one=lambda host, task: OK if host.name == "a" else {"status": "changed"}, two=OK))
    assert ["one", "two", "three"] == [task for task, _ in played.told("a")]
    assert ["one", "two", "three", "second"] == [task for task, _ in played.told("b")]


async def test_flush_handlers_runs_them_there_and_a_later_notice_runs_them_again(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", notify: again}
            - meta: flush_handlers
            - {name: two, command: "true", notify: again}
          handlers:
            - {name: again, command: "true"}
        """)
    assert ["one", "again", "two", "again"] == [task for task, _ in played.told("a")]


async def test_each_section_flushes(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          pre_tasks:
            - {name: one, command: "true", notify: again}
          tasks:
            - {name: two, command: "true"}
          post_tasks:
            - {name: three, command: "true", notify: again}
          handlers:
            - {name: again, command: "true"}
        """)
    assert ["one", "again", "two", "three", "again"] == [task for task, _ in played.told("a")]


async def test_a_handler_notifies_another(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: one, command: "true", notify: down}
          handlers:
            - {name: up, command: "true"}
            - {name: down, command: "true", notify: [up, below]}
            - {name: below, command: "true"}
        """)
    assert ["one", "down", "below", "up"] == [task for task, _ in played.told("a")]


async def test_handlers_do_not_run_after_a_failure(play: Player) -> None:
    played = await play(PLAY, hosts=["a"], answer=by_label(three=failed()))
    assert [("one", "changed"), ("two", "changed"), ("three", "failed")] == played.told("a")


async def test_a_failed_handler_ends_the_hosts_play(play: Player) -> None:
    played = await play(PLAY + """
    - hosts: all
      gather_facts: false
      tasks:
        - {name: later, command: "true"}
    """, hosts=["a"], answer=by_label(first=failed()))
    assert [("first", "failed")] == played.told("a")[3:]
    assert 1 == played.summary("a").failed


async def test_in_a_check_a_handler_counts_on_certain_changes_only(play: Player) -> None:
    played = await play(PLAY, hosts=["a"], check=True,
                        answer=by_label(one={"status": "unknown", "waits_for": "one"}))
    assert {"first": "changed", "second": "changed"} == dict(played.told("a")[3:])
    played = await play(PLAY, hosts=["a"], check=True, answer=by_label(
        one={"status": "unknown", "waits_for": "one"}, two=OK))
    assert [("second", "unknown")] == played.told("a")[3:]


async def test_a_notice_rendered_from_a_variable_is_heard(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          vars: {who: world, which: [one, two]}
          tasks:
            - {name: task, command: "true", notify: "hello {{ who }}"}
            - {name: more, command: "true", notify: "{{ which }}"}
          handlers:
            - {name: "hello {{ who }}", command: "true"}
            - {name: one, command: "true"}
            - {name: two, command: "true"}
        """)
    assert ["task", "more", "hello world", "one", "two"] == [task for task, _ in played.told("a")]


def test_a_handler_that_is_not_there_is_an_error(play: Player) -> None:
    with pytest.raises(PlaybookError, match=r"site.yml:5:.*notifies 'nobody'.*no such handler"):
        play.prepared("""
            - hosts: a
              gather_facts: false
              tasks:
                - {name: one, command: "true", notify: nobody}
            """)


def test_nor_is_one_whose_name_is_rendered(play: Player) -> None:
    with pytest.raises(PlaybookError, match=r"site.yml:6:.*notifies 'hello world'.*no such handler"):
        play.prepared("""
            - hosts: a
              gather_facts: false
              vars: {who: world}
              tasks:
                - {name: one, command: "true", notify: "hello {{ who }}"}
              handlers:
                - {name: hello, command: "true", listen: "hello {{ who }}"}
            """)


async def test_a_name_that_no_handler_has_by_then_is_a_failure_of_who_notifies_it(play: Player) -> None:
    played = await play("""
        - hosts: a
          gather_facts: false
          tasks:
            - {name: asks, command: "true", register: asked}
            - {name: says, command: "true", notify: ["known", "{{ asked.word }}"], ignore_errors: true}
            - {name: after, command: "true"}
          handlers:
            - {name: known, command: "true"}
        """, answer=by_label(asks={**OK, "result": {"word": "unknown"}}))
    (end,) = [end for end in played.ends("a") if end.task == "says"]
    assert ("failed", False) == (end.status, end.ignored)
    assert "notifies 'unknown', and the play has no such handler" in end.message
    assert ["asks", "says"] == [task for task, status in played.told("a") if status != "blocked"]


async def test_so_is_it_in_a_loop_and_where_the_name_is_what_the_task_itself_brings(play: Player) -> None:
    played = await play("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: own, command: "true", register: own, notify: "{{ own.word }}", when: inventory_hostname == 'a'}
            - {name: loop, command: "true", loop: [1, 2], notify: "h{{ item }}"}
          handlers:
            - {name: h1, command: "true"}
        """)
    (own,), (loop,) = played.ends("a", "own"), played.ends("b", "loop")
    assert ("failed", "failed") == (own.status, loop.status)
    assert "notify reads 'own', which the task itself brings" in own.message
    assert "notifies 'h2'" in loop.message
