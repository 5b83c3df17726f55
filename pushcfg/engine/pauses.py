"""pause: all hosts wait, for a time or for the operator."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pushcfg import actions
from pushcfg.errors import PlaybookError
from pushcfg.fitting import ArgumentProblem
from pushcfg.session import Outcome

if TYPE_CHECKING:
    from pushcfg.engine.loops import Item
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.work import Work

DEFAULT = "press Enter to go on, Ctrl+C to end the run"
NOBODY = "Not waiting for response to prompt as stdin is not interactive"


async def pause(run: PlayRun, work: Work, item: Item) -> Outcome:
    """Wait; what the operator has typed is `user_input`. Where there is no terminal nobody is waited for."""
    given = values(work, item)
    units = [int(given[name]) * factor for name, factor in (("minutes", 60), ("seconds", 1)) if name in given]
    seconds = max(1, units[0]) if units else None
    start, began = datetime.now(), time.monotonic()
    typed, warnings = "", []
    if seconds is not None:
        await asyncio.sleep(seconds)
    elif run.run.ask is None:
        warnings.append(NOBODY)
    else:
        typed = await run.run.ask(str(given.get("prompt") or DEFAULT), given.get("echo", True))
    spent = time.monotonic() - began
    in_seconds = "seconds" in given
    told = f"Paused for {round(spent if in_seconds else spent / 60, 2)} {'seconds' if in_seconds else 'minutes'}"
    result = {
        "changed": False, "rc": 0, "stderr": "", "stdout": told, "start": str(start), "stop": str(datetime.now()),
        "delta": int(spent), "echo": given.get("echo", True), "user_input": typed,
    }  # fmt: skip
    return {"status": "ok", "result": {**result, "warnings": warnings} if warnings else result}


def values(work: Work, item: Item) -> dict[str, Any]:
    """The arguments, each of its type."""
    info = actions.find("pause")
    assert info is not None
    try:
        return dict(info.convert(work.renderer.arguments(work.task, item.scope)))
    except ArgumentProblem as problem:
        place = work.task.argument_positions.get(problem.argument or "", work.task.position)
        raise PlaybookError(f"task {work.task.label!r}: {problem.message}", place, problem.hint) from None
