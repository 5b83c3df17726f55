"""Whom tasks notify: which handlers answer to a name, and what becomes of a name that no handler has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pushcfg.engine.ends import End, failure
from pushcfg.errors import InputError, PlaybookError
from pushcfg.events import Warned
from pushcfg.graph import Vertex
from pushcfg.model import Status
from pushcfg.playbook import Role, Task
from pushcfg.promise import NotYet
from pushcfg.template.scope import OMIT, Scope, has_template

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
        try:
            for word in words_of(run, task, scope):
                found = called(run, walk, word)
                if not found:
                    told = f"{walk.host}: task {task.label!r} notifies {word!r}, and no handler of the play answers"
                    run.tell(Warned(told, task.position))
                walk.notified.setdefault(word, Notified()).by(end.status, found)
        except (InputError, NotYet):
            continue


def words_of(run: PlayRun, task: Task, scope: Scope) -> Iterator[str]:
    """The names that a task notifies, where all of them can be rendered."""
    for name in task.notify:
        names = run.renderer.value(name, scope, task.position, f"task {task.label!r}, notify")
        yield from (str(word) for word in (names if isinstance(names, list) else [names]) if word is not OMIT)


def scopes(walk: Walk, vertex: Vertex, task: Task) -> Iterator[Scope]:
    """What the names of handlers may read: in a loop, each item that was not skipped notifies its own."""
    work = walk.works.get(vertex.number)
    if task.loop is None or work is None or not work.items:
        yield walk.scope_of(vertex)
        return
    for item in work.items:
        if item.end is not None and item.end.status is not Status.SKIPPED:
            yield item.scope


def called(run: PlayRun, walk: Walk, word: str) -> list[int]:
    """The handlers that answer: the first of this name, and all that listen to it.

    Those that includes have brought on other hosts do where there are none here, with the variables from there.
    """
    handlers = handlers_of(run)
    here = [vertex for vertex in handlers if not vertex.brought or vertex.number in walk.given]
    found = list(answering(run, walk, word, here))
    if found or len(here) == len(handlers):
        return found
    for vertex in handlers:
        for other in run.walks.values():
            if vertex.brought and vertex.number in other.given:
                walk.given.setdefault(vertex.number, other.given[vertex.number])
    return list(answering(run, walk, word, handlers))


def answering(run: PlayRun, walk: Walk, word: str, handlers: list[Vertex]) -> Iterator[int]:
    """As called, of these handlers."""
    named = None
    files = [list(group) for _, group in groupby(handlers, key=from_where)]
    # Of those with one name the last file wins, or use of a role, and in it the first.
    for vertex in (known for group in reversed(files) for known in group):
        assert vertex.task is not None
        if named is None and word in names_of(run, walk, vertex, vertex.task):
            named = vertex.number
    seen: set[str] = set()
    for vertex in reversed(handlers):
        assert vertex.task is not None
        if word in vertex.task.listen and (not vertex.task.name or vertex.task.name not in seen):
            seen.add(vertex.task.name)
            yield vertex.number
    if named is not None:
        yield named


def names_of(run: PlayRun, walk: Walk, vertex: Vertex, task: Task) -> set[str]:
    """What a handler may be called: its name, also with its role in front."""
    names = {task.name, task.label}
    if task.is_named_by_template:
        # It may read what the role or the include that has brought it was given.
        whole = run.renderer.name(task, walk.scope_of(vertex))
        names |= {whole, whole.removeprefix(task.labelled(""))}
    return names


def from_where(vertex: Vertex) -> tuple[str, Role | None]:
    """The file of a handler, and the use of a role that has brought it."""
    assert vertex.task is not None
    return vertex.position.file, vertex.task.role


def handlers_of(run: PlayRun) -> list[Vertex]:
    """The handlers of the play, in their order."""
    return [vertex for vertex in run.graph.vertices
            if vertex.handler and vertex.task is not None and vertex.inside is None]


def missing(task: Task, name: str) -> PlaybookError:
    """What is wrong with a task that notifies a name which no handler has."""
    return PlaybookError(f"task {task.label!r} notifies {name!r}, and the play has no such handler", task.position,
                         "add it to `handlers:`")


def brings_roles(run: PlayRun) -> bool:
    """Whether handlers may still come with roles that are included."""
    return any(known.task is not None and known.task.action == "include_role" for known in run.graph.includes)


def certain_names(run: PlayRun) -> set[str] | None:
    """What the handlers of the play are called; None where only the run can tell."""
    handlers = [vertex.task for vertex in run.graph.vertices if vertex.handler and vertex.task is not None]
    if any(handler.is_named_by_template for handler in handlers) or brings_roles(run):
        return None
    return {name for handler in handlers for name in (handler.name, handler.label, *handler.listen)}


def check_names(run: PlayRun) -> None:
    """PlaybookError for a task that notifies a handler which the play does not have."""
    names = certain_names(run)
    for vertex in run.graph.vertices if names is not None else ():
        for name in vertex.task.notify if vertex.task is not None else ():
            if isinstance(name, str) and not has_template(name) and names is not None and name not in names:
                assert vertex.task is not None
                raise missing(vertex.task, name)


def check_rendered(run: PlayRun, task: Task, scope: Scope) -> None:
    """As check_names, of names that are templates, on one host; what an item of a loop says only the run can tell."""
    if task.loop is not None or not has_template(task.notify) or (names := certain_names(run)) is None:
        return
    try:
        words = list(words_of(run, task, scope))
    except (InputError, NotYet):
        return
    for word in words:
        if word not in names:
            raise missing(task, word)


def unanswered(run: PlayRun, walk: Walk, vertex: Vertex, end: End) -> End:
    """The end of a task; a failure where it notifies what no handler is called, as in Ansible.

    Where other hosts may bring the handler, nobody can say that it will not come: that is a warning.
    """
    task = vertex.task
    assert task is not None
    if not task.notify or end.status not in (Status.CHANGED, Status.UNKNOWN):
        return end
    try:
        lost = [word for scope in scopes(walk, vertex, task) for word in words_of(run, task, scope)
                if not called(run, walk, word)]  # fmt: skip
    except NotYet as waits:
        if waits.promise.task != vertex.number:
            return end
        told = f"task {task.label!r}: notify reads {waits.promise.name!r}, which the task itself brings"
        return failure(PlaybookError(told, task.position, "notify from a task behind it"))
    except InputError as error:
        return failure(error)
    maybe = len(run.walks) > 1 and brings_roles(run)
    return failure(missing(task, lost[0])) if lost and not maybe else end
