"""Graphs as flowcharts of Mermaid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pushcfg.graph.draw.drawing import Drawing, Drawn, edge_label, name, node, one_line
from pushcfg.graph.model import Edge, Vertex

ARROWS: Final[Mapping[Edge, str]] = {
    Edge.ORDER: "-->",
    Edge.NEEDS: "==>",
    Edge.DATA: "-.->",
    Edge.NOTIFY: "-.-o",
    Edge.INFERRED: "-.->",
}


def as_mermaid(plays: Sequence[Drawn]) -> str:
    """A flowchart for Mermaid, with a subgraph for each play."""
    lines = ["flowchart TD"]
    for number, (play, graph) in enumerate(plays, 1):
        drawing = Drawing(graph)
        lines.append(f"  subgraph play{number}[{quoted(one_line(play.name))}]")
        for vertex in drawing.vertices:
            start, end = shape(vertex)
            lines.append(f"    {node(number, vertex.number)}{start}{quoted(name(vertex))}{end}")
        for vertex in drawing.vertices:
            for first, group, why in drawing.waits(vertex):
                told = edge_label(group, why)
                arrow = ARROWS[why] + (f"|{quoted(told)}|" if told else "")
                lines.append(f"    {node(number, first)} {arrow} {node(number, vertex.number)}")
        lines.append("  end")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A quoted string; what could be markup, also a list's `1.` or `-` at the start, becomes a character's code."""
    text = re.sub(r"[^\w ,:/()='.+-]", lambda found: f"#{ord(found[0])};", text)
    text = re.sub(r"^(\d+)\.|^[+-]", lambda found: f"{found[1] or ''}#{ord(found[0][-1])};", text)
    return f'"{text}"'


def shape(vertex: Vertex) -> tuple[str, str]:
    """The brackets that make the shape of a node."""
    if vertex.handler:
        return "([", "])"
    return ("{{", "}}") if vertex.task is None else ("[", "]")
