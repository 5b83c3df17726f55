"""What fake hosts answer."""

from __future__ import annotations

import asyncio
from typing import Any

from engine.fleet import Answer, FakeHost

from pushcfg.session import Outcome

OK: Outcome = {"status": "ok", "result": {}}
CHANGED: Outcome = {"status": "changed", "result": {}}


def failed(message: str = "no", **result: Any) -> Outcome:
    """The outcome of a task that has failed."""
    return {"status": "failed", "message": message, "result": result}


def result(status: str = "changed", **values: Any) -> Outcome:
    """The outcome of a task that registers these values."""
    return {"status": status, "result": values}


def changes(host: FakeHost, task: dict[str, Any]) -> Outcome:
    """The answer of a host where every task changes something."""
    return OK if task["module"] in ("setup", "ping") else CHANGED


def by_label(**answers: Any) -> Answer:
    """Answers by the label of the task, spaces as underscores: an outcome or a function of host and task."""

    def answer(host: FakeHost, task: dict[str, Any]) -> Any:
        known = answers.get(task["label"].replace(" ", "_"))
        if known is None:
            return changes(host, task)
        return known(host, task) if callable(known) else known

    return answer


async def taking(seconds: float, outcome: Outcome = CHANGED) -> Outcome:
    """An answer that takes its time."""
    await asyncio.sleep(seconds)
    return outcome
