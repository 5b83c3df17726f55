"""Which tasks a run does: --tags, --skip-tags, --start-at-task."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Mapping

from pushcfg.engine.options import Options
from pushcfg.errors import UsageError
from pushcfg.graph import PlayGraph
from pushcfg.playbook import Play, Task


def selected(task: Task, options: Options) -> bool:
    """Whether the tags of a task let it run."""
    tags = task.tags or frozenset({"untagged"})
    only = set(options.tags)
    wanted = (
        not only
        or ("all" in only and "never" not in tags)
        or ("tagged" in only and "untagged" not in tags and "never" not in tags)
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


def selections(graphs: Mapping[Play, PlayGraph], options: Options) -> dict[Play, set[int]]:
    """The numbers of the vertices that run, by play; UsageError for --start-at-task of what no play has.

    Plays before that task do not run at all, plays behind it run whole.
    """
    found: dict[Play, set[int]] = {}
    start = options.start_at_task
    for play, graph in graphs.items():
        chosen = selected_vertices(graph, options)
        if start is not None:
            before = tasks_before(play, graph, start)
            if before is None:
                found[play] = set()
                continue
            chosen -= before
            start = None
        found[play] = chosen
    if start is not None:
        names = [task.label for play in graphs for task in play.tasks()]
        near = difflib.get_close_matches(start, names, 1)
        raise UsageError(f"--start-at-task: no task is called {start!r}",
                         hint=f"did you mean {near[0]!r}?" if near else "--list-tasks lists them")
    return found


def selected_vertices(graph: PlayGraph, options: Options) -> set[int]:
    """The numbers of the vertices that tags let run; handlers and turns always can."""
    return {
        vertex.number
        for vertex in graph.vertices
        if vertex.task is None or vertex.handler or selected(vertex.task, options)
    }


def tasks_before(play: Play, graph: PlayGraph, start: str) -> set[int] | None:
    """The tasks above the first of this name, which may be a pattern; None if there is none."""
    above: set[int] = set()
    for vertex in sorted(graph.vertices, key=lambda known: known.number):
        if vertex.task is not None and not vertex.handler and vertex.task is not play.gather:
            if fnmatch.fnmatch(vertex.task.label, start):
                return above
            above.add(vertex.number)
    return None
