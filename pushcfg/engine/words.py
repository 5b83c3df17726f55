"""Tasks about the run itself: meta, wait_for_connection, and those that change who is in it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pushcfg.engine import growing
from pushcfg.engine.loops import Item
from pushcfg.engine.pauses import pause
from pushcfg.engine.reboots import reboot
from pushcfg.engine.work import Work
from pushcfg.session import Outcome, Session
from pushcfg.template.scope import Names

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun


def meta(run: PlayRun, work: Work) -> Outcome:
    """A word to pushcfg itself."""
    word = work.task.word
    walk = work.walk
    if word == "end_host":
        walk.stopped = True
    elif word == "end_role":
        walk.roles.left.add(work.task.role)
    elif word == "refresh_inventory":
        return growing.refresh(run)
    elif word in ("end_play", "end_batch"):
        for other in run.walks.values():
            other.stopped = True
        run.run.ended_play = word == "end_play"
    elif word == "clear_facts":
        for other in run.walks.values():
            other.state.facts = Names({"ansible_facts": {}}, data=True)
        run.variables.forget()
    elif word == "clear_host_errors":
        for state in run.run.states.values():
            state.failed = state.lost = False
    elif word == "reset_connection":
        run.routes.links.clear()
        run.run.connections.link(walk.host, run.variables.scope(walk), run.routes.keywords()).reset()
    return {"status": "ok", "result": {}}


async def about_the_run(run: PlayRun, work: Work, item: Item) -> Outcome | None:
    """The outcome of a task about the run itself; None for any other."""
    action = work.task.action
    if action == "meta":
        return meta(run, work)
    if action == "add_host":
        return growing.add_host(run, work, item)
    if action == "group_by":
        return growing.group_by(run, work, item)
    if action == "pause":
        return await pause(run, work, item)
    if action == "reboot":
        return await reboot(run, work, item)
    return await wait_for_connection(run, work, item) if action == "wait_for_connection" else None


async def wait_for_connection(run: PlayRun, work: Work, item: Item) -> Outcome:
    """Try until the host can be worked on, or the time is up."""
    values = {name: float(value) for name, value in
              run.renderer.arguments(work.task, item.scope).items()}
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.sleep(values.get("delay", 0))
    link = run.run.connections.link(work.walk.host, run.variables.scope(work.walk), run.routes.keywords())
    if run.options.check:
        return await ping(link.session(None))
    while True:
        link.reset()
        outcome = await ping(link.session(None))
        elapsed = round(loop.time() - start, 1)
        if outcome["status"] == "ok":
            return {"status": "ok", "result": {"elapsed": int(elapsed)}}
        if elapsed > values.get("timeout", 600):
            told = f"timed out waiting for the host after {elapsed:g} s: {outcome['message']}"
            return {"status": "failed", "message": told, "result": {"elapsed": int(elapsed)}}
        await asyncio.sleep(values.get("sleep", 1))


async def ping(session: Session) -> Outcome:
    """Whether a runner answers."""
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    task = {"label": "ping", "module": "ping", "params": {}, "after": [], "behind": [], "exclusive": [],
            "mode": "apply", "timeout": 60}  # fmt: skip
    session.submit(task, lambda outcome: None if future.done() else future.set_result(outcome))
    session.flush()
    return await future
