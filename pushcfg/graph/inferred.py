"""Inferred edges: between tasks that `needs` has freed, from what brings a thing to what requires it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from pushcfg import actions
from pushcfg.fitting import ArgumentProblem, Fitting, ModuleInfo, is_template
from pushcfg.graph.data import Apart
from pushcfg.graph.model import Vertex

Thing = tuple[str, str]
# Types of params that are text.
TEXT = (str, "path")


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
    values = dict(known(info, task.arguments))
    found = getattr(info.cls, what)(values)
    return [(kind, str(name).rstrip("/") or "/") for kind, name in found if name]


def known(info: ModuleInfo, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The arguments by param, each of its type; texts that are templates as they are written.

    What does not fit is left out: it is for the run to complain of.
    """
    for word, value in arguments.items():
        param = info.params.get(word)
        if param is None or value is None:
            continue
        if isinstance(value, str) or (is_template(value) and param.type not in TEXT):
            yield param.name, value
        elif not is_template(value):
            with suppress(ArgumentProblem):
                yield param.name, info.fit(Fitting(word, param, param.name, param.any_text), value)


def ancestors(path: str) -> list[Thing]:
    """The folders around a path, the nearest first. A template in it is compared as it is written."""
    found = []
    folder = posixpath.dirname(path)
    while folder not in ("", "/"):
        found.append(("path", folder))
        folder = posixpath.dirname(folder)
    return found
