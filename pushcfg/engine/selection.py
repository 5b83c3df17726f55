"""Which tasks a run does: --tags, --skip-tags, --start-at-task."""

from __future__ import annotations

import fnmatch

from pushcfg.engine.options import Options
from pushcfg.graph import PlayGraph
from pushcfg.playbook import Play, Task


def selected(task: Task, options: Options) -> bool:
    """Whether the tags of a task let it run."""
    tags = task.tags or frozenset({"untagged"})
    only = set(options.tags)
    wanted = (
        not only
        or "all" in only and "never" not in tags
        or "tagged" in only and "untagged" not in tags and "never" not in tags
        or bool(only & tags)
        or "always" in tags
    )  # fmt: skip
    if not only and "never" in tags:
        wanted = False
    skip = set(options.skip_tags)
    dropped = (
        bool(skip & tags)
        or ("tagged" in skip and "untagged" not in tags)
        or ("all" in skip and "always" not in tags)
    )
    return wanted and not dropped


def selected_vertices(play: Play, graph: PlayGraph, options: Options) -> set[int]:
    """The numbers of the vertices that run; handlers and turns always can."""
    chosen = {
        vertex.number
        for vertex in graph.vertices
        if vertex.task is None or vertex.handler or selected(vertex.task, options)
    }
    if options.start_at_task is None:
        return chosen
    for vertex in sorted(graph.vertices, key=lambda known: known.number):
        task = vertex.task
        if task is not None and not vertex.handler and task is not play.gather:
            if fnmatch.fnmatch(task.label, options.start_at_task):
                return chosen
            chosen.discard(vertex.number)
    return chosen
