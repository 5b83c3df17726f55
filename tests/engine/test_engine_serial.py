"""Batches of hosts."""

from __future__ import annotations

import pytest
from engine.answers import by_label, failed, taking
from engine.player import Player

from pushcfg.errors import PlaybookError


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
