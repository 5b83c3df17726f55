"""Tasks that wait between their steps: until, run_once, throttle, pauses, meta, wait_for_connection, raw, fetch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pushcfg import actions
from pushcfg.engine import jobs, stating, unmade, words
from pushcfg.engine.ends import End, concealed, conclude, skipped, together, unknown, whole
from pushcfg.engine.loops import NO_LOOP, Item, expand, renew
from pushcfg.engine.raw import raw
from pushcfg.engine.work import Work
from pushcfg.errors import InputError
from pushcfg.model import Status
from pushcfg.promise import NotYet
from pushcfg.session import Outcome
from pushcfg.template.scope import Names, Scope

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun


async def slow(run: PlayRun, work: Work) -> None:
    """Do the whole task, and settle it. Everything before it has ended."""
    walk = work.walk
    run.variables.reads(work)
    if walk.is_blocked(work.number):
        walk.finish(work.number, walk.blocked(work.number))
        return
    try:
        if shared(work) and await follow(run, work):
            return
        end = await limited(run, work)
    except NotYet as waits:
        end = await not_yet(run, work, waits)
    except InputError as error:
        end = work.failure(error)
    if work.task.gathers_hosts:
        run.once.lead(work, end)
    if work.task.action == "group_by":
        await grouped(run, work)
    work.settle(end)


async def grouped(run: PlayRun, work: Work) -> None:
    """Wait until all hosts are in their groups, as they are in Ansible before any comes to its next task."""
    if work.vertex.handler or run.is_gate(work.vertex) or str(run.play.strategy).endswith(("free", "host_pinned")):
        return
    here = asyncio.Event()
    run.gates.arrive(work.number, work.walk.host, here.set)
    await work.walk.rest(here.wait())


def shared(work: Work) -> bool:
    """Whether one host does the task for all."""
    if work.task.lone:
        return True
    return work.renderer.boolean(work.task.run_once, work.scope(), work.task.position, "run_once")


async def not_yet(run: PlayRun, work: Work, waits: NotYet) -> End:
    """A value is read that another host is still to bring: wait for that; else it stays unknown."""
    promise = waits.promise
    if promise.waits_for:
        return unknown(promise.waits_for)
    other = run.walks.get(promise.host)
    if other is None or promise.task in other.ended or other.over:
        told = other.ended[promise.task].waits_for if other and promise.task in other.ended else ""
        return unknown(told or run.graph.vertex(promise.task).label)
    ended = asyncio.Event()
    other.parked.setdefault(promise.task, []).append(ended.set)
    await work.walk.rest(ended.wait())
    try:
        return await limited(run, work)
    except NotYet as again:
        return await not_yet(run, work, again)
    except InputError as error:
        return work.failure(error)


async def follow(run: PlayRun, work: Work) -> bool:
    """For run_once: the first host that is still active does it, the others take over its end."""
    led = None
    while led is None:
        if run.once.leader(work) == work.walk.host:
            return False
        led = await work.walk.rest(run.once.leading(work))
    end, work.items = led
    if work.task.lone and not end.bad:
        work.walk.finish(work.number, End(Status.OK))
        return True
    run.variables.keep(work.walk, work.task, end, work.number)
    work.walk.finish(work.number, end)
    return True


async def limited(run: PlayRun, work: Work) -> End:
    """The task's end, with no more than `throttle` hosts at it."""
    work.name_module()
    throttle = int(work.renderer.number(work.task.throttle, work.scope(), work.task.position, "throttle"))
    if throttle < 1:
        return await perform(run, work)
    places = run.throttle(work.number, throttle)
    await work.walk.rest(places.acquire())
    try:
        return await perform(run, work)
    finally:
        places.release()


async def perform(run: PlayRun, work: Work) -> End:
    """One item after the other, with the loop's pause between them."""
    work.items = expand(work)
    pause = float(work.renderer.number(work.task.loop_control.pause, work.scope(), work.task.position, "pause"))
    for index, item in enumerate(list(work.items)):
        if index and pause:
            await asyncio.sleep(pause)
        if item.scope.past:
            renew(work, item)
        if index and work.task.register is not None:
            see_last(work.items[index - 1], item, work.task.register)
        if item.end is None:
            try:
                item.end = await attempt(run, work, item)
                run.variables.hand_over(work, item)
                stating.keep_facts(work, item)
            except InputError as error:
                item.end = work.failure(error)
        if breaks_here(work, item):
            work.items = work.items[: index + 1]
            break
    if work.task.loop is None or (len(work.items) == 1 and work.items[0].value is NO_LOOP):
        end = work.items[0].end
        assert end is not None
        return end
    return together([(item.end, item.names) for item in work.items if item.end is not None])


def see_last(last: Item, item: Item, register: str) -> None:
    """Let an item of a loop read under the registered name what the one before it has brought."""
    if last.end is not None and last.end.registered is not None:
        item.scope = item.scope.inner(Names({register: last.end.registered}, data=True))


def breaks_here(work: Work, item: Item) -> bool:
    """As breaks; a condition that cannot be asked is a failure of the item, and the end of the loop."""
    try:
        return breaks(work, item)
    except InputError as error:
        item.end = work.failure(error)
        return True


def breaks(work: Work, item: Item) -> bool:
    """Whether the loop is to end with this item."""
    conditions = work.task.loop_control.break_when
    if conditions is None or not item.looped:
        return False
    scope, label = with_result(work, item, item.end), f"task {work.task.label!r}, break_when"
    return work.renderer.holds(conditions, scope, label) is None


def with_result(work: Work, item: Item, end: End | None) -> Scope:
    """What conditions on an item's result read."""
    if work.task.register is None or end is None or end.registered is None:
        return item.scope
    return item.scope.inner(Names({work.task.register: end.registered}, data=True))


async def attempt(run: PlayRun, work: Work, item: Item) -> End:
    """One item, tried again until its condition holds or the retries are used up."""
    task, renderer = work.task, work.renderer
    label = f"task {task.label!r}"
    condition = renderer.holds(task.when, item.scope, f"{label}, when")
    if condition is not None:
        return skipped(condition.text)
    retries = 0
    if task.retries is not None:
        usual = 0 if task.until is None else 3
        retries = max(0, int(renderer.number(task.retries, item.scope, task.position, "retries", usual)))
    elif task.until is not None:
        retries = 3
    delay = renderer.number(task.delay, item.scope, task.position, "delay", 5)
    for number in range(1, retries + 2):
        end = await once(run, work, item, {"attempts": number} if retries else {})
        if end.registered is None or end.status in (Status.UNREACHABLE, Status.BLOCKED):
            return end
        if satisfied(work, item, end):
            return end
        if number <= retries:
            run.retrying(work, number, retries)
            await asyncio.sleep(max(0.0, delay))
    if task.until is not None:
        assert end.registered is not None
        if retries:
            end.registered["attempts"] = retries
        end.status = Status.FAILED
        end.message = f"{end.message + '; ' if end.message else ''}still not so after {retries + 1} attempts: " + (
            ", ".join(str(condition.text) for condition in task.until)
        )
        end.registered.update(failed=True, msg=end.registered.get("msg", end.message))
        end.ignored = renderer.boolean(task.ignore_errors, item.scope, task.position, "ignore_errors")
    return end


def satisfied(work: Work, item: Item, end: End) -> bool:
    """Whether no further attempt is needed."""
    task = work.task
    if task.until is None:
        return end.status is not Status.FAILED
    return work.renderer.holds(task.until, with_result(work, item, end), f"task {task.label!r}, until") is None


async def once(run: PlayRun, work: Work, item: Item, more: dict[str, Any]) -> End:
    """One attempt, with `more` in its result."""
    task, renderer = work.task, work.renderer
    ignore = renderer.boolean(task.ignore_errors, item.scope, task.position, "ignore_errors")
    item.no_log = renderer.boolean(task.no_log, item.scope, task.position, "no_log")
    outcome = await words.about_the_run(run, work, item)
    if outcome is not None:
        pass
    elif task.action == "raw":
        outcome = await raw(run, work, item)
    elif actions.is_statement(task.action):
        outcome = stating.outcome_of(work, item)
    else:
        outcome = await send(run, work, item)
    outcome["result"] = {**outcome.get("result", {}), **more}
    return conclude(task, outcome, renderer, item.scope, ignore)


async def send(run: PlayRun, work: Work, item: Item) -> Outcome:
    """Send one item and wait for its outcome."""
    prepared = work.renderer.prepare(work.task, item.scope)
    session = run.routes.session(work.walk, work.task, item.scope, prepared)
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def arrived(outcome: Outcome) -> None:
        if not future.done():
            future.set_result(outcome)

    if not work.started:
        work.walk.started(work.number)
    work.started = True
    session.submit({**prepared.message, "params": prepared.params, "after": [], "behind": []}, arrived)
    session.flush()
    item.no_log = prepared.no_log
    outcome: Outcome = whole(await future)
    if run.options.check:
        unmade.note(work, session, outcome)
    if "job" in prepared.message and prepared.message["mode"] == "apply":
        outcome = await jobs.waited_for(run, work, item, prepared, outcome)
    return concealed(outcome) if prepared.secret else outcome
