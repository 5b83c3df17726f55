"""Inferred edges: between tasks that `needs` has freed, from what brings a thing to what requires it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from pushcfg import actions
from pushcfg.graph.data import Apart
from pushcfg.graph.model import Vertex

Thing = tuple[str, str]


def inferred_edges(vertices: list[Vertex], apart: Apart) -> Iterator[tuple[int, int]]:
    """(who brings, who requires), for pairs that have no order between them yet, as `apart` says of two."""
    brings: dict[Thing, list[int]] = {}
    for vertex in vertices:
        for thing in things(vertex, "provides"):
            brings.setdefault(thing, []).append(vertex.number)
    for vertex in vertices:
        for kind, name in things(vertex, "requires"):
            for wanted in ancestors(name) if kind == "folder" else [(kind, name)]:
                found = [number for number in brings.get(wanted, []) if number != vertex.number]
                for number in found:
                    if apart(number, vertex.number):
                        yield number, vertex.number
                if found:
                    break  # the nearest folder that a task brings is the one that counts


def things(vertex: Vertex, what: str) -> list[Thing]:
    """What the vertex's module provides or requires with these arguments, as far as they are written out."""
    task = vertex.task
    info = actions.find(task.action) if task is not None else None
    if task is None or info is None or actions.is_statement(task.action):
        return []
    names = {word: param.name for word, param in info.params.items()}
    values = {names.get(word, word): value for word, value in task.arguments.items()}
    found = getattr(info.cls, what)(values)
    return [(kind, str(name).rstrip("/") or "/") for kind, name in found if name]


def ancestors(path: str) -> list[Thing]:
    """The folders around a path, the nearest first. A template in it is compared as it is written."""
    found = []
    folder = posixpath.dirname(path)
    while folder not in ("", "/"):
        found.append(("path", folder))
        folder = posixpath.dirname(folder)
    return found
