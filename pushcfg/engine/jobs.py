"""Jobs that a task waits for: async with poll. A connection that is lost meanwhile does no harm to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from pushcfg.render import Prepared
from pushcfg.session import Outcome, Session

if TYPE_CHECKING:
    from pushcfg.engine.loops import Item
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.work import Work

# Seconds that the host has, beyond the job's own, to say that the time was up.
GRACE = 10.0
# What is said of every job, beside what its module says.
ABOUT: Final = ("ansible_job_id", "finished", "results_file", "started", "stdout", "stderr", "stdout_lines",
                "stderr_lines")  # fmt: skip


async def waited_for(run: PlayRun, work: Work, item: Item, prepared: Prepared, outcome: Outcome) -> Outcome:
    """The outcome of a job that has been started: asked for now and then, until it is there or the time is up."""
    interval = work.renderer.number(work.task.poll, item.scope, work.task.position, "poll", 15)
    if outcome["status"] != "changed" or interval <= 0:
        return outcome
    job = outcome["result"]
    clock = asyncio.get_running_loop().time
    end = clock() + float(prepared.message["job"]["limit"]) + GRACE
    while clock() < end:
        await asyncio.sleep(interval)
        status = await ask(run, work, item, prepared, job["ansible_job_id"], whole=True)
        if status["status"] == "unreachable":
            run.routes.link(work.walk, work.task, item.scope, delegate(run, work, item)).reset()
            run.routes.links.clear()
        elif status["status"] == "failed":
            return status
        elif status["result"]["finished"]:
            await ask(run, work, item, prepared, job["ansible_job_id"], mode="cleanup")
            return as_of_task(status["result"])
    told = f"the job {job['ansible_job_id']} did not end within the time that async gives it"
    return {"status": "failed", "message": told, "result": {**job, "changed": False}, "changes": [], "commands": []}


def as_of_task(result: dict[str, Any]) -> Outcome:
    """The outcome that the job has noted down, with what is said of the job."""
    outcome = result["outcome"]
    return {**outcome, "result": {**{name: result[name] for name in ABOUT if name in result}, **outcome["result"]}}


async def ask(run: PlayRun, work: Work, item: Item, prepared: Prepared, job: str, **params: Any) -> Outcome:
    """What the host says of a job; a host that is lost is told as unreachable."""
    session: Session = run.routes.session(work.walk, work.task, item.scope, prepared)
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    folder = prepared.message["job"].get("folder")
    own = {"jid": job, **params} if folder is None else {"jid": job, "folder": folder, **params}
    message = {"label": work.task.label, "module": "async_status", "params": own, "after": [], "behind": [],
               "exclusive": [], "mode": "apply", "timeout": 60}  # fmt: skip
    if "env" in prepared.message:
        message["env"] = prepared.message["env"]
    run.run.connections.supply(session, "async_status")
    session.submit(message, lambda outcome: None if future.done() else future.set_result(outcome))
    session.flush()
    return await future


def delegate(run: PlayRun, work: Work, item: Item) -> str:
    """The host that the job runs on."""
    return run.routes.delegate(work.task, item.scope) or work.walk.host
