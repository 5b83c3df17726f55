"""Whether failures on some hosts end a play for all: any_errors_fatal, max_fail_percentage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushcfg.events import Warned
from pushcfg.model import Status

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.walk import Walk


def decide(run: PlayRun) -> None:
    """Before a gate opens: do failures end the play for everybody?"""
    bad = [state for state in run.hosts if not state.active]
    if not bad or not run.linear:
        return
    limit = run.share_that_may_fail
    fatal = any(not walk.state.active and was_fatal(run, walk) for walk in run.walks.values())
    if fatal:
        stop(run, "any_errors_fatal: a task has failed")
    elif limit is not None and 100 * len(bad) / len(run.hosts) > limit:
        stop(run, f"max_fail_percentage: {len(bad)} of {len(run.hosts)} hosts have failed")


def was_fatal(run: PlayRun, walk: Walk) -> bool:
    """Whether a task that failed on this host was any_errors_fatal."""
    for number, end in walk.ended.items():
        task = run.graph.vertex(number).task
        lost = end.status is Status.UNREACHABLE
        if task is not None and task.any_errors_fatal and (lost or end.status is Status.FAILED) and end.bad:
            return True
    return False


def stop(run: PlayRun, reason: str) -> None:
    """End the play on every host of the batch, and the playbook behind it."""
    if not run.run.aborted:
        run.tell(Warned(f"the play ends here, {reason}", run.play.position))
    run.run.aborted = True
    for walk in run.walks.values():
        walk.stopped = True
