"""Plays in which `needs` frees tasks from list order: cycles, what else must be waited for, and an order to run in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from pushcfg.errors import PlaybookError
from pushcfg.graph.data import data_edges
from pushcfg.graph.inferred import inferred_edges
from pushcfg.graph.model import Edge, Edges, Vertex


def arrange(vertices: list[Vertex], edges: Edges, variables: Mapping[str, Any]) -> list[int]:
    """Add data and inferred edges; returns the vertices in an order that all edges allow.

    What waits for a task of other hosts comes behind that task here, too, or hosts could wait for one another.
    `variables` are those of the play.

    PlaybookError with the places of all its members for a cycle.
    """
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(vertex.number for vertex in vertices)
    graph.add_edges_from(edges)
    graph.add_edges_from((number, vertex.number) for vertex in vertices for number, _ in vertex.elsewhere)
    check_cycles(graph, vertices)

    def apart(first: int, second: int) -> bool:
        """Whether neither waits for the other yet."""
        return not nx.has_path(graph, first, second) and not nx.has_path(graph, second, first)

    for why, found in (
        (Edge.DATA, data_edges(vertices, apart, variables)), (Edge.INFERRED, inferred_edges(vertices, apart))
    ):  # fmt: skip
        for first, second in found:
            graph.add_edge(first, second)
            edges[first, second] = why
    return list(nx.lexicographical_topological_sort(graph))


def check_cycles(graph: nx.DiGraph[int], vertices: list[Vertex]) -> None:
    """PlaybookError with the whole loop if there is one."""
    if nx.is_directed_acyclic_graph(graph):
        return
    loop = [first for first, _ in nx.find_cycle(graph)]
    start = loop.index(min(loop))
    # Printed the way it waits: each waits for the next.
    steps = [vertices[number] for number in reversed(loop[start:] + loop[:start])]
    told = " -> ".join(f"{vertex.label} ({vertex.position})" for vertex in [*steps, steps[0]])
    raise PlaybookError(
        f"these tasks wait for one another: {told}",
        steps[0].position,
        "take one of their `needs` away, or give a task below `needs: []` to free it from list order",
    )
