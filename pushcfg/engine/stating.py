"""A statement in one turn of a task: run here, and what it brings kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushcfg import actions
from pushcfg.engine.ends import conclude
from pushcfg.session import Outcome
from pushcfg.statements import run as run_statement

if TYPE_CHECKING:
    from pushcfg.engine.loops import Item
    from pushcfg.engine.work import Work


def take(work: Work, item: Item) -> bool:
    """Run it; False if it has to wait: inside a block that can be rescued, what it sets must not come too early."""
    walk, task, renderer = work.walk, work.task, work.renderer
    if is_early(work) and walk.unended[work.number]:
        walk.when_ended(work.number, work.go)
        return False
    outcome = outcome_of(work, item)
    walk.state.places.update(outcome.get("places", {}))
    if outcome.get("cacheable"):
        walk.state.learn(outcome["facts"], work.number)
        walk.run.variables.changed(walk)
    ignore = renderer.boolean(task.ignore_errors, item.scope, task.position, "ignore_errors")
    item.no_log = renderer.boolean(task.no_log, item.scope, task.position, "no_log")
    item.end = conclude(task, outcome, renderer, item.scope, ignore)
    if task.delegates_facts:
        walk.run.variables.hand_over(work, item)
    keep_facts(work, item)
    return True


def keep_facts(work: Work, item: Item) -> None:
    """Keep what a statement has brought in one turn of a loop: the next one may read it."""
    if item.looped and item.end is not None and item.end.facts and actions.is_statement(work.task.action):
        work.walk.run.variables.keep_facts(work.walk, work.task, item.end.facts, work.number)


def is_early(work: Work) -> bool:
    """Whether what a statement brings would be seen by tasks above it, unless it waits for their end."""
    task = work.task
    if task.action == "include_role":
        return bool(task.arguments.get("public"))
    cached = task.arguments.get("cacheable") and work.walk.state.gathering is not None
    return task.action in ("set_fact", "include_vars") and bool(work.vertex.path or cached)


def outcome_of(work: Work, item: Item) -> Outcome:
    """The outcome of a statement."""
    run = work.walk.run
    if work.task.handed is not None:
        return run.includes.take(work, item)
    task = work.renderer.settled(work.task, item.scope)
    return run_statement(task, work.renderer, item.scope, run.options.verbosity)
