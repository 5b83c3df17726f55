"""Why one task waits for another: order, needs and notify."""

from __future__ import annotations

from pathlib import Path

from graph.plays import edges, graph_of, pairs, read

from pushcfg.graph import Edge, build


def test_a_task_waits_for_the_one_above(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true"}
        - {name: b, command: "true"}
        - {name: c, command: "true"}
        """)
    assert [("a", "b", "order"), ("b", "c", "order")] == edges(graph)


def test_what_comes_after_a_freed_task_waits_for_all_above(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true"}
        - {name: b, command: "true", needs: []}
        - {name: c, command: "true", needs: []}
        - {name: d, command: "true"}
        - {name: e, command: "true"}
        """)
    assert [("a", "d"), ("b", "d"), ("c", "d"), ("d", "e")] == pairs(graph, Edge.ORDER)


def test_needs_take_the_place_of_order(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", id: one}
        - {name: b, command: "true"}
        - {name: c, command: "true", needs: [one]}
        - {name: d, command: "true", needs: one}
        """)
    assert [("a", "b", "order"), ("a", "c", "needs"), ("a", "d", "needs")] == edges(graph)


def test_a_need_may_be_further_down(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", needs: [late]}
        - {name: b, command: "true", needs: [], id: late}
        """)
    assert [("b", "a", "needs")] == edges(graph)
    assert ["b", "a"] == [vertex.label for vertex in graph.vertices]


def test_needs_of_and_on_blocks(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: zero, command: "true"}
        - id: box
          needs: []
          block:
            - {name: a, command: "true"}
            - {name: b, command: "true"}
        - {name: c, command: "true", needs: [box]}
        """)
    assert [("a", "b", "order"), ("b", "c", "needs")] == edges(graph)


def test_every_task_of_a_block_waits_for_what_the_block_needs(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: one, command: "true", id: one}
        - {name: two, command: "true"}
        - needs: [one]
          block:
            - {name: a, command: "true"}
            - {name: b, command: "true", needs: []}
        """)
    assert [("one", "a"), ("one", "b")] == pairs(graph, Edge.NEEDS)
    assert [("one", "two")] == pairs(graph, Edge.ORDER)


def test_a_guarded_block_has_turns(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - name: box
          block:
            - {name: a, command: "true"}
          rescue:
            - {name: b, command: "true"}
          always:
            - {name: c, command: "true"}
        - {name: d, command: "true"}
        """)
    assert [("a", "box: rescue"), ("b", "box: always"), ("box: always", "c"), ("box: end", "d"),
            ("box: rescue", "b"), ("c", "box: end")] == pairs(graph, Edge.ORDER)


def test_what_is_freed_inside_a_rescue_waits_for_its_turn_however_deep(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - name: outer
          block:
            - {name: a, command: "true"}
          rescue:
            - name: inner
              block:
                - {name: b, command: "true", needs: []}
              always:
                - {name: c, command: "true"}
        """)
    assert ("outer: rescue", "b") in pairs(graph, Edge.ORDER)


def test_needs_on_hosts_are_no_edges(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, command: "true", id: one}
        - {name: b, command: "true", needs: [{task: one, on: db}]}
        """)
    assert [] == edges(graph)
    assert [((0, "db"),)] == [vertex.elsewhere for vertex in graph.vertices if vertex.elsewhere]


def test_facts_come_first_and_handlers_are_drawn(tmp_path: Path) -> None:
    graph = build(read(tmp_path, """
        - hosts: all
          tasks:
            - {name: a, command: "true", notify: [h, topic]}
            - {name: b, command: "true", notify: topic}
          handlers:
            - {name: h, command: "true"}
            - {name: t, command: "true", listen: topic}
        """))
    assert [("Gathering Facts", "a"), ("a", "b"), ("b", "handlers")] == pairs(graph, Edge.ORDER)
    assert [("a", "h"), ("a", "t"), ("b", "t")] == pairs(graph, Edge.NOTIFY)
    assert ["h", "t"] == [vertex.label for vertex in graph.vertices if vertex.handler]
    assert [(), ()] == [graph.before[vertex.number] for vertex in graph.vertices if vertex.handler]
