"""What is told of a task's end: its events, with nothing in them that no_log hides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pushcfg.engine.ends import End, item_label
from pushcfg.engine.secrecy import spoken
from pushcfg.errors import InputError
from pushcfg.events import TaskEnded, Warned
from pushcfg.fitting import short
from pushcfg.masking import censor
from pushcfg.promise import NotYet
from pushcfg.statements import plain
from pushcfg.template.scope import Scope

if TYPE_CHECKING:
    from pushcfg.engine.loops import Item
    from pushcfg.engine.work import Work


def tell(work: Work, end: End) -> None:
    """One event for the task, or one for each item of its loop; and what it warns of."""
    run, task = work.walk.run, work.task
    items = work.items or []
    warnings = (end.registered or {}).get("warnings", ())
    quiet = bool(warnings) and (any(item.no_log for item in items) or hidden(work, None))
    for warning in () if quiet else warnings:
        run.tell(Warned(f"{work.walk.host}: {task.label}: {warning}", task.position))
    if end.error is not None and not items:
        run.tell(event(work, None, end))
    elif task.loop is not None and not (len(items) == 1 and not items[0].looped):
        if not items:
            run.tell(event(work, None, end))
        for item in items:
            if item.end is not None:
                run.tell(event(work, item, item.end))
    else:
        run.tell(event(work, items[0] if items else None, end))


def event(work: Work, item: Item | None, end: End) -> TaskEnded:
    """What is told of one end."""
    task = work.task
    looped = item is not None and item.looped
    name = work.renderer.name(task, work.scope()) if task.is_named_by_template else task.label
    # All by position: to match that many names would take twice as long as the rest.
    told = TaskEnded(
        work.walk.host, name, short(task.action), end.status, end.message,
        label(work, item) if item is not None and looped else None,
        end.changes if task.diff is not False else (), end.commands,
        shown(end) if looped else end.registered, end.ignored, work.vertex.handler, end.waits_for,
        "" if task.delegate_to is None else delegate(work, item), end.traceback, end.seconds,
        end.error.position if end.error and end.error.position and not looped else task.position,
    )  # fmt: skip
    if task.no_log is False or not hidden(work, item):
        return told
    for text in spoken(task.action, end.registered or {}):
        work.walk.run.run.masker.add(text)
    return censor(told)


def scope_of(work: Work, item: Item | None) -> Scope:
    """What an item, or the task, sees."""
    return item.scope if item is not None else work.scope()


def hidden(work: Work, item: Item | None) -> bool:
    """Whether no_log holds; it does where that cannot be said, too."""
    if item is not None and item.no_log:
        return True
    try:
        scope = scope_of(work, item)
        return work.renderer.boolean(work.task.no_log, scope, work.task.position, "no_log")
    except (InputError, NotYet):
        return True


def delegate(work: Work, item: Item | None) -> str:
    """The host that the task is handed to, as far as it can be said."""
    try:
        return work.walk.run.routes.delegate(work.task, scope_of(work, item))
    except (InputError, NotYet):
        return ""


def shown(end: End) -> dict[str, Any] | None:
    """What an item registers, as plain data: its value may be a view of another host's variables."""
    try:
        result: dict[str, Any] | None = plain(end.registered)
    except NotYet:
        return {}
    return result


def label(work: Work, item: Item) -> str:
    """How an item is shown."""
    control = work.task.loop_control
    if control.label is None:
        return item_label(item.value)
    try:
        return item_label(work.renderer.templar.render(control.label, item.scope))
    except (InputError, NotYet):
        return item_label(item.value)
