"""The graph of a play as text, DOT or Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pushcfg.graph.model import Edge, PlayGraph, Vertex
from pushcfg.playbook import Play

Drawn = tuple[Play, PlayGraph]
# Who waits for whom: (number of the first, group on whose hosts or "", why).
Wait = tuple[int, str, Edge]
WIDEST_NAME: Final = 48
INDENT: Final = "  "
DOT_STYLES: Final[Mapping[Edge, str]] = {
    Edge.ORDER: "style=solid",
    Edge.NEEDS: "style=bold, color=blue",
    Edge.DATA: "style=dashed, color=darkgreen",
    Edge.NOTIFY: "style=dotted, arrowhead=empty",
    Edge.INFERRED: "style=dashed, color=gray50",
}
MERMAID_ARROWS: Final[Mapping[Edge, str]] = {
    Edge.ORDER: "-->",
    Edge.NEEDS: "==>",
    Edge.DATA: "-.->",
    Edge.NOTIFY: "-.-o",
    Edge.INFERRED: "-.->",
}


class Drawing:
    """What is drawn of a play: its vertices in list order, numbered from 1, and what each of them waits for.

    A turn to a part of a block that has no tasks is left out; what waits for it is drawn as waiting for what the
    turn itself waits for.
    """

    def __init__(self, graph: PlayGraph) -> None:
        listed = sorted(graph.vertices, key=lambda vertex: vertex.number)
        self.vertices = tuple(vertex for vertex in listed if not is_empty_turn(vertex))
        self.shown = {vertex.number: place for place, vertex in enumerate(self.vertices, 1)}
        self._incoming: dict[int, list[tuple[int, Edge]]] = {}
        for first, second, why in graph.edges:
            self._incoming.setdefault(second, []).append((first, why))
        self._above: dict[int, frozenset[int]] = {}
        for vertex in graph.vertices:
            if not vertex.handler:
                before = graph.before[vertex.number]
                self._above[vertex.number] = frozenset(before).union(*(self._above[other] for other in before))

    def waits(self, vertex: Vertex) -> list[Wait]:
        """What a vertex waits for."""
        found = {(number, "", why) for number, why in self._before(vertex.number)}
        found |= {(number, group, Edge.NEEDS) for number, group in vertex.elsewhere}
        return sorted(found, key=lambda wait: (list(Edge).index(wait[2]), wait[0], wait[1]))

    def beside(self, vertex: Vertex) -> list[int]:
        """The places of the tasks that may run at the same time on the same host."""
        if vertex.task is None or vertex.handler:
            return []
        return [
            self.shown[other.number]
            for other in self.vertices
            if other.task is not None and not other.handler and other is not vertex
            and other.number not in self._above[vertex.number] and vertex.number not in self._above[other.number]
        ]  # fmt: skip

    def _before(self, number: int) -> Iterator[tuple[int, Edge]]:
        for first, why in self._incoming.get(number, ()):
            if first in self.shown:
                yield first, why
            else:
                yield from self._before(first)


def is_empty_turn(vertex: Vertex) -> bool:
    """Whether a block leads on to a part that has no tasks here."""
    if vertex.turn is None:
        return False
    block, to = vertex.turn
    return (to == "rescue" and not block.rescue) or (to == "always" and not block.always)


def name(vertex: Vertex) -> str:
    """What a drawing calls a vertex, on one line."""
    if vertex.turn is not None:
        block, to = vertex.turn
        what = {"rescue": "rescue, if a task of it failed", "always": "always", "end": "end"}[to]
        return one_line(f"{block.name}: {what}")
    if vertex.handler:
        return f"handler {one_line(vertex.label)}"
    unnamed = vertex.task is None or not vertex.task.name
    return "handlers that were notified" if vertex.flush and unnamed else one_line(vertex.label)


def one_line(text: str) -> str:
    """Text without newlines and control characters."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(text.split()))


# --- text ---


def as_text(plays: Sequence[Drawn]) -> str:
    """A list for each play: every task by list order, what it waits for and why, and what may run beside it."""
    return "\n".join("".join(f"{line}\n" for line in text_lines(play, Drawing(graph))) for play, graph in plays)


def text_lines(play: Play, drawing: Drawing) -> Iterator[str]:
    """The list of one play."""
    yield f"PLAY {one_line(play.name)}  ({play.position})"
    yield ""
    names = [INDENT * len(vertex.path) + name(vertex) for vertex in drawing.vertices]
    width = min(WIDEST_NAME, max(map(len, names), default=0))
    begun: set[int] = set()
    for place, (vertex, label) in enumerate(zip(drawing.vertices, names, strict=True), 1):
        for depth, (block, _) in enumerate(vertex.path):
            if block.number not in begun:
                begun.add(block.number)
                yield f"      {INDENT * depth}{one_line(block.name)}:"
        beside = drawing.beside(vertex)
        aside = f"; beside {ranges(beside)}" if beside else ""
        yield f"{place:>4}  {label.ljust(width)}  {waiting(vertex, drawing)}{aside}"


def waiting(vertex: Vertex, drawing: Drawing) -> str:
    """`waits for 2 (order), 1 (needs)`, or for a handler who notifies it."""
    waits = drawing.waits(vertex)
    if vertex.handler:
        places = ranges(drawing.shown[number] for number, _, _ in waits)
        return f"notified by {places}" if places else "notified by no task"
    parts = []
    for why in Edge:
        here = [drawing.shown[number] for number, group, cause in waits if cause is why and not group]
        if here:
            parts.append(f"{ranges(here)} ({why})")
        parts += [f"{drawing.shown[number]} on {one_line(group)} ({why})" for number, group, cause in waits
                  if cause is why and group]  # fmt: skip
    return f"waits for {', '.join(parts)}" if parts else "waits for nothing"


def ranges(numbers: Iterable[int]) -> str:
    """`1, 3-5, 8`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


# --- DOT ---


def as_dot(plays: Sequence[Drawn]) -> str:
    """A digraph for Graphviz, with a cluster for each play."""
    lines = ["digraph playbook {", '  node [shape=box, style=rounded, fontname="sans-serif"];',
             '  edge [fontname="sans-serif", fontsize=10];']  # fmt: skip
    for number, (play, graph) in enumerate(plays, 1):
        drawing = Drawing(graph)
        lines += [f"  subgraph cluster_{number} {{", f"    label={dot_text(one_line(play.name))};"]
        for vertex in drawing.vertices:
            lines.append(f"    {node(number, vertex.number)} [label={dot_text(name(vertex))}{dot_shape(vertex)}];")
        for vertex in drawing.vertices:
            for first, group, why in drawing.waits(vertex):
                told = edge_label(group, why)
                label = f", label={dot_text(told)}" if told else ""
                ends = f"{node(number, first)} -> {node(number, vertex.number)}"
                lines.append(f"    {ends} [{DOT_STYLES[why]}{label}];")
        lines.append("  }")
    return "\n".join([*lines, "}"]) + "\n"


def dot_text(text: str) -> str:
    """A quoted string; a backslash would begin an escape."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def dot_shape(vertex: Vertex) -> str:
    """What sets handlers and turns apart from tasks."""
    if vertex.handler:
        return ", shape=ellipse"
    return ", shape=plaintext" if vertex.task is None else ""


# --- Mermaid ---


def as_mermaid(plays: Sequence[Drawn]) -> str:
    """A flowchart for Mermaid, with a subgraph for each play."""
    lines = ["flowchart TD"]
    for number, (play, graph) in enumerate(plays, 1):
        drawing = Drawing(graph)
        lines.append(f"  subgraph play{number}[{mermaid_text(one_line(play.name))}]")
        for vertex in drawing.vertices:
            start, end = mermaid_shape(vertex)
            lines.append(f"    {node(number, vertex.number)}{start}{mermaid_text(name(vertex))}{end}")
        for vertex in drawing.vertices:
            for first, group, why in drawing.waits(vertex):
                told = edge_label(group, why)
                arrow = MERMAID_ARROWS[why] + (f"|{mermaid_text(told)}|" if told else "")
                lines.append(f"    {node(number, first)} {arrow} {node(number, vertex.number)}")
        lines.append("  end")
    return "\n".join(lines) + "\n"


def mermaid_text(text: str) -> str:
    """A quoted string; what could be markup, also a list's `1.` or `-` at the start, becomes a character's code."""
    text = re.sub(r"[^\w ,:/()='.+-]", lambda found: f"#{ord(found[0])};", text)
    text = re.sub(r"^(\d+)\.|^[+-]", lambda found: f"{found[1] or ''}#{ord(found[0][-1])};", text)
    return f'"{text}"'


def mermaid_shape(vertex: Vertex) -> tuple[str, str]:
    """The brackets that make the shape of a node."""
    if vertex.handler:
        return "([", "])"
    return ("{{", "}}") if vertex.task is None else ("[", "]")


def node(play: int, vertex: int) -> str:
    """The name of a vertex in DOT and Mermaid."""
    return f"p{play}t{vertex}"


def edge_label(group: str, why: Edge) -> str:
    """What is written at an edge; order says nothing."""
    if group:
        return one_line(f"{why} on {group}")
    return "" if why is Edge.ORDER else str(why)
