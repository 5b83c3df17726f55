"""Plays from text, and their graphs by the names of their tasks."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from pushcfg.graph import Edge, PlayGraph, build
from pushcfg.playbook import Play, read_playbook

Named = tuple[str, str, str]


def read(folder: Path, text: str) -> Play:
    """The one play of a playbook."""
    path = folder / "site.yml"
    path.write_text(dedent(text))
    (play,) = read_playbook(path, [])
    return play


def graph_of(folder: Path, tasks: str, head: str = "gather_facts: false") -> PlayGraph:
    """The graph of a play with these tasks; the first of them stands in line 4."""
    body = indent(dedent(tasks).strip("\n"), "    ")
    return build(read(folder, f"- hosts: all\n  {head}\n  tasks:\n{body}\n"))


def edges(graph: PlayGraph, *kinds: Edge) -> list[Named]:
    """(from, to, why) by label, sorted; of these kinds, or of all."""
    labels = {vertex.number: vertex.label for vertex in graph.vertices}
    return sorted((labels[a], labels[b], why.value) for a, b, why in graph.edges if not kinds or why in kinds)


def pairs(graph: PlayGraph, kind: Edge) -> list[tuple[str, str]]:
    """(from, to) of the edges of one kind."""
    return [(first, second) for first, second, _ in edges(graph, kind)]
