"""The controller's part of a reboot: it looks before, asks, logs in anew, and compares."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pushcfg.engine.links import Link
from pushcfg.engine.loops import Item
from pushcfg.engine.work import Work
from pushcfg.render import Prepared
from pushcfg.session import Outcome

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun

# Seconds between two tries to log in, and between two looks at units that are not there yet.
PAUSE = 0.5
# Seconds that one try may take if the task does not say.
TRY = 30.0
# Seconds that units have, once systemd has settled, which are not up yet: those that it starts again, for instance.
GRACE = 10.0


async def reboot(run: PlayRun, work: Work, item: Item) -> Outcome:
    """Reboot the host if the task's module says so; what came of it as the outcome of that module."""
    prepared = run.renderer.prepare(work.task, item.scope)
    item.no_log = prepared.no_log
    link = run.routes.link_for(work.walk, work.task, item.scope)
    if link.target.connection == "local":
        told = "this would reboot the machine that pushcfg runs on: run it there by hand, or over ssh"
        return {"status": "failed", "message": told, "result": {"rebooted": False}}
    if prepared.message["mode"] != "apply":
        return await send(run, link, prepared)
    before = await send(run, link, prepared, "look")
    # Without a mark there is nothing to do: none is due.
    if before["status"] != "ok" or "mark" not in before["result"]:
        return before
    asked = await send(run, link, prepared)
    # Whoever goes down at once may not get around to saying that it does.
    if asked["status"] not in ("changed", "unreachable"):
        return asked
    start = asyncio.get_running_loop().time()
    if asked["status"] == "unreachable":
        asked = {"status": "changed", "result": {}, "changes": [["reboot", "due", "asked for"]], "commands": []}
    run.routes.links.clear()
    return await follow(Coming(run, link, prepared, before["result"]), asked, start)


class Coming:
    """A host that is to come back, and what it was before."""

    def __init__(self, run: PlayRun, link: Link, prepared: Prepared, before: Mapping[str, Any]) -> None:
        self.run = run
        self.link = link
        self.prepared = prepared
        self.before = before
        given = prepared.params
        self.limit = float(given.get("reboot_timeout", 600))
        self.delay = float(given.get("post_reboot_delay", 0))
        self.ahead = float(given.get("pre_reboot_delay", 0)) // 60 * 60
        self.one = float(given.get("connect_timeout") or TRY)

    async def look(self) -> Outcome:
        """One try to see it as it is after the boot."""
        try:
            return await asyncio.wait_for(send(self.run, self.link, self.prepared, "back"), self.one)
        except TimeoutError:
            self.link.reset()
            return {"status": "unreachable", "message": f"it did not answer within {self.one:g} s", "result": {}}

    def missing(self, after: Mapping[str, Any]) -> dict[str, str]:
        """What ran before and does not now, with its state."""
        active = after["active"]
        return {name: str(active.get(name, "not there")) for name in self.before["running"]
                if active.get(name) != "active"}  # fmt: skip


async def follow(coming: Coming, asked: Outcome, start: float) -> Outcome:
    """Wait until the host is back, has settled, and runs what it ran."""
    now = asyncio.get_running_loop().time
    coming.link.reset()
    await asyncio.sleep(coming.delay)
    end = start + coming.ahead + coming.limit
    looked: Outcome = {"status": "unreachable", "message": "", "result": {}}
    while looked["status"] != "ok" or looked["result"]["mark"] == coming.before["mark"]:
        if now() > end:
            same = looked["status"] == "ok"
            told = "it answers, and has not rebooted" if same else str(looked.get("message", ""))
            return failed(asked, f"not back within {coming.limit:g} s: {told}", start)
        await asyncio.sleep(PAUSE)
        coming.link.reset()
        looked = await coming.look()
    end = now() + coming.limit
    settled: float | None = None
    while looked["status"] != "ok" or not looked["result"]["settled"] or coming.missing(looked["result"]):
        if looked["status"] == "ok" and looked["result"]["settled"]:
            settled = settled or now()
        left = coming.missing(looked["result"]) if looked["status"] == "ok" else {}
        if settled is not None and left and (now() > settled + GRACE or "failed" in left.values()):
            names = ", ".join(f"{name} ({state})" for name, state in sorted(left.items()))
            return failed(asked, f"rebooted, but what ran before does not run now: {names}", start,
                          rebooted=True, not_running=sorted(left))
        if now() > end:
            told = looked["result"].get("told") or looked.get("message", "")
            return failed(asked, f"rebooted, but not settled within {coming.limit:g} s: {told}", start, rebooted=True)
        await asyncio.sleep(PAUSE)
        looked = await coming.look()
    result = {**asked["result"], "rebooted": True, "elapsed": int(now() - start)}
    return {**asked, "result": result}


def failed(asked: Outcome, message: str, start: float, **more: Any) -> Outcome:
    """The outcome of a reboot that did not go well."""
    elapsed = int(asyncio.get_running_loop().time() - start)
    result = {**asked["result"], "rebooted": False, "elapsed": elapsed, **more}
    return {**asked, "status": "failed", "message": message, "result": result}


async def send(run: PlayRun, link: Link, prepared: Prepared, stage: str = "ask") -> Outcome:
    """Send the task, or one of the looks that belong to it, and wait for its outcome."""
    session = link.session(prepared.becoming)
    run.run.connections.supply(session, prepared.message["module"])
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    params = {**prepared.params, "stage": stage}
    session.submit({**prepared.message, "params": params, "after": [], "behind": []},
                   lambda outcome: None if future.done() else future.set_result(outcome))
    session.flush()
    return await future
