"""Tasks of `raw`: a command line for the host's login shell, without a runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pushcfg.engine.loops import Item
from pushcfg.engine.work import Work
from pushcfg.errors import HostError
from pushcfg.session import Outcome
from pushcfg.session.ends import unreachable

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun


async def raw(run: PlayRun, work: Work, item: Item) -> Outcome:
    """Run it; in a check nobody can say what it would do."""
    prepared = work.renderer.prepare(work.task, item.scope)
    item.no_log = prepared.no_log
    link = run.routes.link_for(work.walk, work.task, item.scope)
    message = prepared.message
    if not work.started:
        work.walk.started(work.number)
    work.started = True
    script = str(prepared.params["cmd"])
    if message["mode"] != "apply":
        link.unforeseen(work.task.label)
        return {"status": "unknown", "waits_for": work.task.label, "result": {}, "changes": [], "commands": []}
    try:
        told = await link.shell(script, prepared.params.get("executable"), message.get("env", {}), prepared.becoming,
                                float(message["timeout"]))
    except HostError as error:
        return unreachable(error)
    if told is None:
        text = f"did not end within {message['timeout']:g} seconds: {script}"
        return {"status": "failed", "message": text, "result": {"rc": 124, "msg": text}, "changes": [],
                "commands": [script]}
    result: dict[str, Any] = {
        "rc": told.status, "stdout": told.stdout, "stderr": told.stderr, "stdout_lines": told.stdout.splitlines(),
        "stderr_lines": told.stderr.splitlines(), "changed": True,
    }  # fmt: skip
    outcome: Outcome = {"status": "changed", "result": result, "changes": [], "commands": [script]}
    if told.status == 0:
        return outcome
    last = (told.stderr.strip() or told.stdout.strip()).splitlines()[-1:]
    message_text = ": ".join([f"non-zero return code: {told.status}", *last])
    return {**outcome, "status": "failed", "message": message_text, "result": {**result, "msg": "non-zero return code"}}
