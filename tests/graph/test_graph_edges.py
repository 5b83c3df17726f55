"""Why one task waits for another: order, needs, data, notify and inferred edges."""

from __future__ import annotations

from pathlib import Path

import pytest
from graph.plays import edges, graph_of, pairs, read

from pushcfg.errors import PlaybookError
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


# --- data ---


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


# --- inferred ---

FREED = """
    - {name: file, copy: {dest: /srv/app/etc/app.conf, content: x, owner: web, group: www}, needs: []}
    - {name: folder, file: {path: /srv/app, state: directory, owner: web}, needs: []}
    - {name: user, user: {name: web, group: www}, needs: []}
    - {name: group, group: {name: www}, needs: []}
    - {name: cron, cron: {name: job, user: web, job: "true", cron_file: app}, needs: []}
    - {name: package, apt: {name: nginx}, needs: []}
    - {name: service, service: {name: nginx, state: started}, needs: []}
    """


def test_a_thing_waits_for_what_it_stands_on(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, FREED)
    found = set(pairs(graph, Edge.INFERRED))
    wanted = {("folder", "file"), ("user", "folder"), ("group", "user"), ("user", "cron"), ("package", "service")}
    assert set() == wanted - found
    for first, second in [("user", "file"), ("group", "file")]:
        assert reachable(graph, first, second)


def reachable(graph, first: str, second: str) -> bool:  # type: ignore[no-untyped-def]
    """Whether one task comes before another, whatever is between them."""
    by_label = {vertex.label: vertex.number for vertex in graph.vertices}
    open_ = [by_label[first]]
    while open_:
        number = open_.pop()
        if number == by_label[second]:
            return True
        open_.extend(graph.behind[number])
    return False


def test_nothing_is_inferred_where_list_order_says_it(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, FREED.replace(", needs: []", ""))
    assert [] == pairs(graph, Edge.INFERRED)


def test_inferred_edges_never_close_a_cycle_in_either_direction(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: inside, copy: {dest: /srv/app/x, content: x}, needs: [], id: inside}
        - {name: folder, file: {path: /srv/app, state: directory}, needs: [inside]}
        - {name: also, copy: {dest: /srv/app/sub/y, content: x}, needs: []}
        - {name: sub, file: {path: /srv/app/sub, state: directory}, needs: []}
        """)
    assert ("folder", "inside") not in pairs(graph, Edge.INFERRED)
    assert [("folder", "sub"), ("sub", "also")] == pairs(graph, Edge.INFERRED)


def test_the_nearest_folder_counts(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: top, file: {path: /srv, state: directory}, needs: []}
        - {name: file, copy: {dest: /srv/a/b/c, content: x}, needs: []}
        - {name: near, file: {path: /srv/a, state: directory}, needs: []}
        """)
    assert [("near", "file"), ("top", "near")] == pairs(graph, Edge.INFERRED)


def test_arguments_of_any_shape_are_taken(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, """
        - {name: a, file: {path: "{{ folder }}", state: directory}, needs: []}
        - {name: b, copy: {dest: "{{ folder }}/x", content: {k: [1]}, owner: 1000, mode: 0644}, needs: []}
        - {name: c, apt: {name: [nginx, "{{ more }}"]}, needs: []}
        - {name: d, user: {name: "{{ item }}", uid: 7, groups: [a, b]}, needs: [], loop: [x]}
        - {name: e, command: {argv: [ls, /srv], chdir: "{{ folder }}"}, needs: []}
        """)
    assert ("a", "b") in pairs(graph, Edge.INFERRED)


# --- errors ---


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
