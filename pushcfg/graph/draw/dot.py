"""Graphs as DOT, for Graphviz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pushcfg.graph.draw.drawing import Drawing, Drawn, edge_label, name, node, one_line
from pushcfg.graph.model import Edge, Vertex

STYLES: Final[Mapping[Edge, str]] = {
    Edge.ORDER: "style=solid",
    Edge.NEEDS: "style=bold, color=blue",
    Edge.DATA: "style=dashed, color=darkgreen",
    Edge.NOTIFY: "style=dotted, arrowhead=empty",
    Edge.INFERRED: "style=dashed, color=gray50",
}


def as_dot(plays: Sequence[Drawn]) -> str:
    """A digraph for Graphviz, with a cluster for each play."""
    lines = ["digraph playbook {", '  node [shape=box, style=rounded, fontname="sans-serif"];',
             '  edge [fontname="sans-serif", fontsize=10];']  # fmt: skip
    for number, (play, graph) in enumerate(plays, 1):
        drawing = Drawing(graph)
        lines += [f"  subgraph cluster_{number} {{", f"    label={quoted(one_line(play.name))};"]
        for vertex in drawing.vertices:
            lines.append(f"    {node(number, vertex.number)} [label={quoted(name(vertex))}{shape(vertex)}];")
        for vertex in drawing.vertices:
            for first, group, why in drawing.waits(vertex):
                told = edge_label(group, why)
                label = f", label={quoted(told)}" if told else ""
                ends = f"{node(number, first)} -> {node(number, vertex.number)}"
                lines.append(f"    {ends} [{STYLES[why]}{label}];")
        lines.append("  }")
    return "\n".join([*lines, "}"]) + "\n"


def quoted(text: str) -> str:
    """A quoted string; a backslash would begin an escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def shape(vertex: Vertex) -> str:
    """What sets handlers and turns apart from tasks."""
    if vertex.handler:
        return ", shape=ellipse"
    return ", shape=plaintext" if vertex.task is None else ""
