"""Needs that make no sense, and cycles."""

from __future__ import annotations

from pathlib import Path

import pytest
from graph.plays import graph_of

from pushcfg.errors import PlaybookError


@pytest.mark.parametrize(
    ("tasks", "wanted"),
    [
        ('- {name: a, command: "true", id: one}\n- {name: b, command: "true", needs: [oen]}',
         r"site.yml:5:42: needs 'oen', and no task or block of this play has that id; did you mean 'one'\?"),
        ('- {name: b, command: "true", needs: [other]}',
         r"site.yml:4:42: needs 'other'.*; give the task that is needed an `id:`"),
        ('- {name: a, command: "true", id: one}\n- {name: b, command: "true", id: one}',
         r"site.yml:5:.*: the id 'one' is given twice, first at .*site.yml:4:"),
        ('- {name: a, command: "true", id: one, needs: [one]}',
         r"site.yml:4:51: 'a' needs itself; take that id away"),
        ('- id: one\n  needs: [one]\n  block:\n    - {name: a, command: "true"}\n    - {name: b, command: "true"}',
         r"site.yml:5:.*: 'block' needs itself; take that id away"),
        ('- {name: a, command: "true", id: one, needs: [{task: one, on: db}]}',
         r"site.yml:4:51: 'a' needs itself"),
    ],
)  # fmt: skip
def test_needs_that_make_no_sense(tmp_path: Path, tasks: str, wanted: str) -> None:
    with pytest.raises(PlaybookError, match=wanted):
        graph_of(tmp_path, tasks)


def test_a_cycle_is_told_with_the_place_of_every_member(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError) as caught:
        graph_of(tmp_path, """
            - {name: a, command: "true", id: a, needs: [c]}
            - {name: b, command: "true", id: b, needs: [a]}
            - {name: c, command: "true", id: c, needs: [b]}
            """)
    told = str(caught.value).replace(str(tmp_path) + "/", "")
    assert (
        "site.yml:6:7: these tasks wait for one another: c (site.yml:6:7) -> b (site.yml:5:7) -> "
        "a (site.yml:4:7) -> c (site.yml:6:7); take one of their `needs` away, or give a task below `needs: []` "
        "to free it from list order"
    ) == told


def test_a_cycle_through_list_order_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"wait for one another: .*a \(.*:4:7\).*b \(.*:5:7\)|.*b.*a"):
        graph_of(tmp_path, """
            - {name: a, command: "true", needs: [last]}
            - {name: b, command: "true", id: last}
            """)


def test_a_cycle_through_other_hosts_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="wait for one another: "):
        graph_of(tmp_path, """
            - {name: a, command: "true", needs: [{task: last, on: db}]}
            - {name: b, command: "true", id: last}
            """)
