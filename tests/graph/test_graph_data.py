"""Edges of data: a reader waits for who brings what it reads."""

from __future__ import annotations

from pathlib import Path

from graph.plays import graph_of, pairs

from pushcfg.graph import Edge


def test_a_reader_of_a_registered_name_waits_for_who_brings_it(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", register: found}
        - {name: b, command: "true", needs: []}
        - {name: c, command: "echo {{ found.stdout }}", needs: []}
        - {name: d, command: "true", needs: [], when: found is changed}
        - {name: e, command: "true", needs: [], loop: "{{ found.results }}"}
        - {name: f, command: "true", needs: [], vars: {x: "{{ found }}"}}
        - {name: g, command: "true", needs: [], become: true, become_user: "{{ found.stdout }}"}
        """)
    assert [("a", name) for name in "cdefg"] == pairs(graph, Edge.DATA)


def test_a_reader_of_a_fact_waits_for_set_fact(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, set_fact: {x: 1, y: 2}}
        - {name: b, command: "echo {{ y }}", needs: []}
        """)
    assert [("a", "b")] == pairs(graph, Edge.DATA)


def test_a_name_read_through_a_variable_of_the_play_counts(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", register: found, needs: []}
        - {name: b, command: "echo {{ word }}", needs: []}
        """, head='vars: {word: "{{ other }}", other: ["{{ found.stdout }}"]}\n  gather_facts: false')
    assert [("a", "b")] == pairs(graph, Edge.DATA)


def test_of_several_that_bring_a_name_those_above_count(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", register: x, needs: []}
        - {name: b, command: "echo {{ x }}", needs: []}
        - {name: c, command: "true", register: x, needs: []}
        """)
    assert [("a", "b")] == pairs(graph, Edge.DATA)


def test_a_reader_above_waits_for_who_brings_the_name_below(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "echo {{ x }}", needs: []}
        - {name: b, command: "true", register: x, needs: []}
        """)
    assert [("b", "a")] == pairs(graph, Edge.DATA)


def test_a_task_does_not_wait_for_its_own_name(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", register: x, until: x is success, needs: []}
        - {name: b, command: "true", register: x, changed_when: x.rc == 1, needs: []}
        """)
    assert [] == pairs(graph, Edge.DATA)


def test_two_that_read_each_other_make_no_cycle(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "echo {{ y }}", register: x, needs: []}
        - {name: b, command: "echo {{ x }}", register: y, needs: []}
        """)
    assert 1 == len(pairs(graph, Edge.DATA))
