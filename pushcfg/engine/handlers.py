"""The flush, which runs the handlers that were notified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushcfg.engine.ends import End, failure, unknown
from pushcfg.engine.lockstep import END, Lockstep
from pushcfg.engine.notified import called, handlers_of
from pushcfg.engine.slow import slow
from pushcfg.engine.work import Work
from pushcfg.errors import InputError
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.promise import NotYet
from pushcfg.template.scope import has_template

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk


def answer(run: PlayRun, walk: Walk, wanted: dict[int, Status]) -> None:
    """Find the handlers of the names that were notified: of several with one name, only now is known which is last."""
    for word, notified in walk.notified.items():
        # The name of one may be a template, and be another by now.
        renamed = {handler for handler in notified.found if has_template(run.graph.vertex(handler).label)}
        for handler in {*called(run, walk, word), *renamed}:
            if wanted.get(handler) is not Status.CHANGED:
                wanted[handler] = notified.status
    walk.notified = {}


async def flush(run: PlayRun, walk: Walk, vertex: Vertex) -> None:
    """Run what was notified, and end the flush."""
    step = run.lockstep(vertex)
    try:
        if vertex.task is None or wanted_now(run, walk, vertex):
            await flushed(run, walk, vertex, step)
    finally:
        if step is not None:
            step.reach(walk.host, END)


async def flushed(run: PlayRun, walk: Walk, vertex: Vertex, step: Lockstep | None) -> None:
    """Run what was notified, in the order of the handlers; one that is notified from below waits for the next time."""
    failed: End | None = None
    walk.flushing = vertex.number
    wanted = walk.wanted
    answer(run, walk, wanted)
    for turn in range(vertex.flush):
        if failed is not None or not wanted or walk.stopped or not walk.state.active:
            break
        for place, handler in enumerate(handlers_of(run)):
            status = wanted.pop(handler.number, None)
            if status is not None and failed is None:
                if step is not None:
                    step.reach(walk.host, (turn, place))
                    await walk.rest(step.wait(walk.host))
                end = await handle(run, walk, handler, status is Status.CHANGED)
                failed = end if end.bad else None
                # A handler may notify one below it: that one runs in the same round.
                answer(run, walk, wanted)
    if failed is not None:
        walk.finish(vertex.number, End(failed.status, failed.message, failed.registered))
    else:
        walk.finish(vertex.number, End(Status.OK))


def wanted_now(run: PlayRun, walk: Walk, vertex: Vertex) -> bool:
    """Whether the conditions of a flush hold; if not, it is over, and another one may come."""
    assert vertex.task is not None
    label = f"task {vertex.task.label!r}, when"
    try:
        condition = run.renderer.holds(vertex.task.when, walk.scope_of(vertex), label)
    except NotYet as waits:
        walk.finish(vertex.number, unknown(waits.promise.waits_for or waits.promise.name))
        return False
    except InputError as error:
        walk.finish(vertex.number, failure(error))
        return False
    if condition is not None:
        walk.finish(vertex.number, End(Status.SKIPPED))
    return condition is None


async def handle(run: PlayRun, walk: Walk, handler: Vertex, certain: bool) -> End:
    """One handler; unknown where it is not certain that anything has changed."""
    walk.ended.pop(handler.number, None)
    walk.left += 1
    work = walk.works[handler.number] = Work(walk, handler)
    if not certain:
        work.settle(unknown("what notifies it"))
    else:
        await slow(run, work)
    end = walk.ended[handler.number]
    for segment, layers in run.includes.parts(work):
        for vertex in segment.vertices:
            if not end.bad:
                walk.given[vertex.number] = (*layers, *walk.given.get(handler.number, ()))
                end = await handle(run, walk, vertex, certain)
    return end
