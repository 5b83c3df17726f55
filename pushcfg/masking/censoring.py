"""The end of a task that says no_log."""

from __future__ import annotations

from dataclasses import replace

from pushcfg.events import TaskEnded

HIDDEN = "the output has been hidden since no_log is set"


def censor(event: TaskEnded) -> TaskEnded:
    """The end of a task that says no_log: how it ended, and nothing of what it said."""
    return replace(
        event,
        message=HIDDEN,
        item=None if event.item is None else "(hidden)",
        changes=(),
        commands=(),
        result={"censored": HIDDEN},
        traceback="",
    )
