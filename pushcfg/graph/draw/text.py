"""Graphs as lists of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pushcfg.graph.draw.drawing import Drawing, Drawn, name, one_line
from pushcfg.graph.model import Edge, Vertex
from pushcfg.playbook import Play

WIDEST_NAME: Final = 48
INDENT: Final = "  "


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
