"""Handlers: who is notified, and the flush that runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushcfg.engine.ends import End, unknown
from pushcfg.engine.slow import slow
from pushcfg.engine.work import Work
from pushcfg.errors import InputError, PlaybookError
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.playbook import Task
from pushcfg.promise import NotYet

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk


def notify(run: PlayRun, walk: Walk, task: Task, end: End) -> None:
    """Note the names that a task notifies; a certain change counts more than an unknown one."""
    for name in task.notify:
        try:
            names = run.renderer.value(name, walk.scope(), task.position, f"task {task.label!r}, notify")
        except (InputError, NotYet):
            names = name
        for word in names if isinstance(names, list) else [names]:
            if walk.notified.get(str(word)) is not Status.CHANGED:
                walk.notified[str(word)] = end.status


def known_names(run: PlayRun, handler: Task, walk: Walk) -> set[str]:
    """What a handler answers to: its name, also rendered, and what it listens to."""
    return {handler.name, run.renderer.name(handler, walk.scope()), *handler.listen}


async def flush(run: PlayRun, walk: Walk, vertex: Vertex) -> None:
    """Run what was notified, in the order of the handlers, until nothing is left."""
    handlers = [known for known in run.graph.vertices if known.handler and known.task is not None]
    failed: End | None = None
    walk.flushing = vertex.number
    while failed is None and walk.notified and not walk.stopped and walk.state.active:
        wanted, walk.notified = walk.notified, {}
        for handler in handlers:
            assert handler.task is not None
            # A handler may notify one below it: that one runs in the same round.
            names = known_names(run, handler.task, walk)
            statuses = [wanted.pop(name) for name in names if name in wanted]
            statuses += [walk.notified.pop(name) for name in names if name in walk.notified]
            if statuses and failed is None:
                end = await handle(run, walk, handler, Status.CHANGED in statuses)
                failed = end if end.bad else None
    if failed is not None:
        walk.finish(vertex.number, End(failed.status, failed.message, failed.registered))
    else:
        walk.finish(vertex.number, End(Status.OK))


async def handle(run: PlayRun, walk: Walk, handler: Vertex, certain: bool) -> End:
    """One handler; unknown where it is not certain that anything has changed."""
    walk.ended.pop(handler.number, None)
    walk.left += 1
    work = Work(walk, handler)
    if not certain:
        work.settle(unknown("what notifies it"))
    else:
        await slow(run, work)
    return walk.ended[handler.number]


def check_names(run: PlayRun) -> None:
    """PlaybookError for a task that notifies a handler which the play does not have."""
    handlers = [vertex.task for vertex in run.graph.vertices if vertex.handler and vertex.task is not None]
    names = {name for handler in handlers for name in (handler.name, *handler.listen)}
    if any("{{" in name for name in names):
        return
    for vertex in run.graph.vertices:
        for name in vertex.task.notify if vertex.task is not None else ():
            if isinstance(name, str) and "{{" not in name and name not in names:
                assert vertex.task is not None
                raise PlaybookError(f"task {vertex.task.label!r} notifies {name!r}, and the play has no such handler",
                                    vertex.task.position, "add it to `handlers:`")
