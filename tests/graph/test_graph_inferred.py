"""Edges inferred from what modules provide and require."""

from __future__ import annotations

from pathlib import Path

import pytest
from graph.plays import graph_of, pairs

from pushcfg import actions
from pushcfg.errors import Position
from pushcfg.graph import Edge, Vertex
from pushcfg.graph.inferred import things
from pushcfg.library import names
from pushcfg.playbook import Task

HERE = Position("site.yml", 1, 1)
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


@pytest.mark.parametrize("name", [name for name in names() if not actions.is_statement(name)])
def test_every_module_says_what_it_requires_whatever_its_arguments_hold(name: str) -> None:
    info = actions.find(name)
    assert info is not None
    required = dict.fromkeys(info.required, "{{ x }}")
    for value in ({"a": "{{ x }}"}, ["{{ x }}", {"b": "{{ y }}"}], "{{ x }}", "x", 5, True):
        for word, param in info.params.items():
            arguments = {**required, word: value}
            if word != param.name:
                arguments.pop(param.name, None)
            vertex = Vertex(0, HERE, Task("t", name, arguments, HERE))
            assert all(isinstance(kind, str) for what in ("provides", "requires") for kind, _ in things(vertex, what))
