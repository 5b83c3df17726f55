"""strategy graph: list order is taken away, and what has to keep its place does."""

from __future__ import annotations

from pathlib import Path

from graph.plays import edges, graph_of, pairs

from pushcfg.graph import Edge


def of(folder: Path, tasks: str, head: str = "gather_facts: false\n  strategy: graph") -> list[tuple[str, str, str]]:
    """The edges of a play with this strategy."""
    return edges(graph_of(folder, tasks, head))


def test_tasks_do_not_wait_for_those_above(tmp_path: Path) -> None:
    assert [] == of(tmp_path, """
        - {name: a, command: "true"}
        - {name: b, command: "true"}
        - block:
            - {name: c, command: "true"}
            - {name: d, command: "true"}
        """)


def test_needs_data_and_things_stay(tmp_path: Path) -> None:
    assert [("a", "b", "data"), ("a", "c", "needs"), ("folder", "file", "inferred")] == of(tmp_path, """
        - {name: a, command: "true", register: found, id: first}
        - {name: b, command: "echo {{ found.stdout }}"}
        - {name: c, command: "true", needs: [first]}
        - {name: file, copy: {content: x, dest: /srv/own/x}}
        - {name: folder, file: {path: /srv/own, state: directory}}
        """)


def test_what_is_about_the_run_keeps_its_place(tmp_path: Path) -> None:
    found = of(tmp_path, """
        - {name: a, command: "true"}
        - {name: b, command: "true"}
        - {name: checked, assert: {that: true}}
        - {name: c, command: "true"}
        - {name: d, command: "true"}
        - {name: waits, pause: {seconds: 1}}
        - {name: e, command: "true"}
        """)
    assert [("a", "checked", "order"), ("b", "checked", "order"), ("c", "waits", "order"), ("checked", "c", "order"),
            ("checked", "d", "order"), ("d", "waits", "order"), ("waits", "e", "order")] == found


def test_facts_come_first_and_handlers_last(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true"}
        - {name: b, command: "true"}
        """, "gather_facts: true\n  strategy: graph\n  handlers: [{name: told, command: 'true'}]")
    assert [("Gathering Facts", "a"), ("Gathering Facts", "b"), ("a", "handlers"), ("b", "handlers")] == pairs(
        graph, Edge.ORDER)


def test_a_guarded_block_is_free_and_leads_on_as_ever(tmp_path: Path) -> None:
    found = of(tmp_path, """
        - {name: a, command: "true"}
        - block:
            - {name: b, command: "true"}
            - {name: c, command: "true"}
          rescue:
            - {name: d, command: "true"}
        """)
    assert [("b", "block: rescue"), ("block: always", "block: end"), ("block: rescue", "d"), ("c", "block: rescue"),
            ("d", "block: always")] == [(first, second) for first, second, _ in found]
