"""Whatever a play says in `needs`, its graph is whole and without cycles, or the error has a place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
from graph.plays import read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushcfg.errors import PlaybookError
from pushcfg.graph import Edge, build
from pushcfg.playbook import Block, Task

IDS = ("a", "b", "c", "d")
NAMES = ("x", "y", "z")
needs = st.one_of(
    st.lists(st.sampled_from(IDS), max_size=2),
    st.builds(lambda name: [{"task": name, "on": "db"}], st.sampled_from(IDS)),
)


@st.composite
def tasks(draw: Any) -> dict[str, Any]:
    """A task that may have an id and needs, register a name, read others, and touch a path."""
    found: dict[str, Any] = {"name": draw(st.sampled_from(("one", "two", "three")))}
    kind = draw(st.sampled_from(("command", "file", "copy", "set_fact")))
    read_name = draw(st.sampled_from(NAMES))
    found[kind] = {
        "command": {"cmd": f"echo {{{{ {read_name} }}}}"},
        "file": {"path": draw(st.sampled_from(("/srv", "/srv/a", "/srv/a/b"))), "state": "directory"},
        "copy": {"dest": draw(st.sampled_from(("/srv/f", "/srv/a/f"))), "content": f"{{{{ {read_name} }}}}"},
        "set_fact": {draw(st.sampled_from(NAMES)): 1},
    }[kind]
    if draw(st.booleans()):
        found["register"] = draw(st.sampled_from(NAMES))
    return with_needs(draw, found)


def with_needs(draw: Any, found: dict[str, Any]) -> dict[str, Any]:
    """The same with an id and needs, or not."""
    if draw(st.integers(0, 2)) == 0:
        found["id"] = draw(st.sampled_from(IDS))
    if draw(st.booleans()):
        found["needs"] = draw(needs)
    return found


def blocks(entries: Any) -> Any:
    """Blocks of these entries, guarded or not."""

    @st.composite
    def block(draw: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"block": draw(st.lists(entries, max_size=3))}
        for part in ("rescue", "always"):
            if draw(st.booleans()):
                found[part] = draw(st.lists(entries, max_size=2))
        return with_needs(draw, found)

    return block()


plays = st.lists(st.recursive(tasks(), blocks, max_leaves=6), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(entries=plays, handlers=st.booleans())
def test_a_play_has_a_whole_graph_without_cycles_or_an_error_with_a_place(
    tmp_path: Path, entries: list[dict[str, Any]], handlers: bool
) -> None:
    play: dict[str, Any] = {"hosts": "all", "gather_facts": False, "tasks": entries}
    if handlers:
        play["handlers"] = [{"name": "h", "command": "true"}]
    parsed = read(tmp_path, json.dumps([play]))
    try:
        graph = build(parsed)
    except PlaybookError as error:
        assert error.position is not None
        return
    drawn: nx.DiGraph[int] = nx.DiGraph()
    drawn.add_nodes_from(vertex.number for vertex in graph.vertices)
    drawn.add_edges_from((first, second) for first, second, _ in graph.edges)
    assert nx.is_directed_acyclic_graph(drawn)
    assert sorted(vertex.number for vertex in graph.vertices) == list(range(len(graph.vertices)))
    assert list(parsed.tasks()) == [vertex.task for number in range(len(graph.vertices))
                                    if (vertex := graph.vertex(number)).task is not None]
    rank = {vertex.number: place for place, vertex in enumerate(graph.vertices)}
    for first, second, why in graph.edges:
        assert rank[first] < rank[second]
        assert (first in graph.before[second]) == (why is not Edge.NOTIFY)
        assert (second in graph.behind[first]) == (why is not Edge.NOTIFY)
    for vertex in graph.vertices:
        assert all(rank[number] < rank[vertex.number] for number, _ in vertex.elsewhere)
        in_order(vertex.number, vertex.path, graph, drawn)


def in_order(number: int, path: Any, graph: Any, drawn: Any) -> None:
    """What is in a rescue or an always comes behind the turn that leads there."""
    for block, part in path:
        turn = next(known.number for known in graph.vertices if known.turn == (block, part)) if part != "tasks" else None
        assert turn is None or nx.has_path(drawn, turn, number)


def test_the_strategy_makes_blocks_and_tasks(tmp_path: Path) -> None:
    play = read(tmp_path, json.dumps([{"hosts": "all", "tasks": [{"block": [{"command": "true"}]}, {"command": "true"}]}]))
    assert [Block, Task] == [type(entry) for entry in play.sections[1]]
