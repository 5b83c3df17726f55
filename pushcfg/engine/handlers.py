"""Handlers: who is notified, and the flush that runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pushcfg.engine.ends import End, failure, unknown
from pushcfg.engine.lockstep import END, Lockstep
from pushcfg.engine.slow import slow
from pushcfg.engine.work import Work
from pushcfg.errors import InputError, PlaybookError
from pushcfg.events import Warned
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.playbook import Role, Task
from pushcfg.promise import NotYet
from pushcfg.template.scope import Names, Scope, has_template

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk


@dataclass
class Notified:
    """A name that was notified: how certain it is that anything has changed, and the handlers that had it then."""

    status: Status = Status.UNKNOWN
    found: set[int] = field(default_factory=set)

    def by(self, status: Status, found: Iterable[int]) -> None:
        """It is notified once more."""
        self.found.update(found)
        if self.status is not Status.CHANGED:
            self.status = status


def notify(run: PlayRun, walk: Walk, vertex: Vertex, end: End) -> None:
    """Note the handlers that a task notifies; a certain change counts more than an unknown one."""
    task = vertex.task
    assert task is not None
    for scope in scopes(walk, vertex, task):
        for name in task.notify:
            try:
                names = run.renderer.value(name, scope, task.position, f"task {task.label!r}, notify")
            except (InputError, NotYet):
                names = name
            for word in names if isinstance(names, list) else [names]:
                found = list(called(run, walk, str(word)))
                if not found:
                    told = f"{walk.host}: task {task.label!r} notifies {word!r}, and no handler of the play answers"
                    run.tell(Warned(told, task.position))
                walk.notified.setdefault(str(word), Notified()).by(end.status, found)


def scopes(walk: Walk, vertex: Vertex, task: Task) -> Iterator[Scope]:
    """What the names of handlers may read: in a loop, each item that was not skipped notifies its own."""
    work = walk.works.get(vertex.number)
    if task.loop is None or work is None or not work.items:
        yield walk.scope_of(vertex)
        return
    for item in work.items:
        if item.end is not None and item.end.status is not Status.SKIPPED:
            yield item.scope


def called(run: PlayRun, walk: Walk, word: str) -> Iterator[int]:
    """The handlers that answer: the first of this name, and all that listen to it."""
    named = None
    handlers = handlers_of(run)
    files = [list(group) for _, group in groupby(handlers, key=from_where)]
    # Of those with one name the last file wins, or use of a role, and in it the first.
    for vertex in (known for group in reversed(files) for known in group):
        assert vertex.task is not None
        names = (vertex.task.name, vertex.task.label, run.renderer.name(vertex.task, walk.scope()))
        if named is None and word in names:
            named = vertex.number
    seen: set[str] = set()
    for vertex in reversed(handlers):
        assert vertex.task is not None
        if word in vertex.task.listen and (not vertex.task.name or vertex.task.name not in seen):
            seen.add(vertex.task.name)
            yield vertex.number
    if named is not None:
        yield named


def from_where(vertex: Vertex) -> tuple[str, Role | None]:
    """The file of a handler, and the use of a role that has brought it."""
    assert vertex.task is not None
    return vertex.position.file, vertex.task.role


def handlers_of(run: PlayRun) -> list[Vertex]:
    """The handlers of the play, in their order."""
    return [vertex for vertex in run.graph.vertices
            if vertex.handler and vertex.task is not None and vertex.inside is None]


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
    """Run what was notified, in the order of the handlers, until nothing is left."""
    failed: End | None = None
    walk.flushing = vertex.number
    wanted: dict[int, Status] = {}
    answer(run, walk, wanted)
    turn = 0
    while failed is None and wanted and not walk.stopped and walk.state.active:
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
        turn += 1
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
    for item in work.items or ():
        for vertex in item.segment.vertices if item.segment is not None else ():
            if not end.bad:
                walk.given[vertex.number] = (Names(item.names, data=True),) if item.names else ()
                end = await handle(run, walk, vertex, certain)
    return end


def brings_roles(run: PlayRun) -> bool:
    """Whether handlers may still come with roles that are included."""
    return any(known.task is not None and known.task.action == "include_role" for known in run.graph.includes)


def check_names(run: PlayRun) -> None:
    """PlaybookError for a task that notifies a handler which the play does not have."""
    handlers = [vertex.task for vertex in run.graph.vertices if vertex.handler and vertex.task is not None]
    names = {name for handler in handlers for name in (handler.name, handler.label, *handler.listen)}
    if any("{{" in name for name in names) or brings_roles(run):
        return
    for vertex in run.graph.vertices:
        for name in vertex.task.notify if vertex.task is not None else ():
            if isinstance(name, str) and "{{" not in name and name not in names:
                assert vertex.task is not None
                raise PlaybookError(f"task {vertex.task.label!r} notifies {name!r}, and the play has no such handler",
                                    vertex.task.position, "add it to `handlers:`")
