"""What may be sent ahead: which task need not be tried before another has ended, and which may be behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushcfg.engine.traits import asked, decides
from pushcfg.promise import Promise

if TYPE_CHECKING:
    from pushcfg.engine.work import Work


def awaited(work: Work) -> Promise | None:
    """What a task reads, as looking ahead has found, and a task above it is still to bring to this host."""
    for name in work.walk.run.run.awaited.get(work.task, ()):
        value = work.walk.state.made.values.get(name)
        # One that waits for something else comes from a play before this one.
        if isinstance(value, Promise) and not value.waits_for and value.task not in work.walk.ended:
            return value
    return None


def may_pass(work: Work) -> bool:
    """Whether tasks behind one that was sent may be sent before it has ended."""
    if work.walk.run.linear or decides(work.task):
        return False
    names = asked(work.task)
    if names and work.walk.run.variables.may_change(work.scope(), set(names)):
        return False
    # What is done on the controller may make files that those behind read there.
    return not next(iter(work.flying.values())).local
