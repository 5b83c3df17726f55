"""How an outcome counts once the task's own conditions have been asked, and what `register` gets of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pushcfg.errors import InputError
from pushcfg.events import Change
from pushcfg.model import Status
from pushcfg.playbook import Task
from pushcfg.promise import NotYet
from pushcfg.render import Renderer
from pushcfg.render.fetched import keep
from pushcfg.session import Outcome
from pushcfg.template.scope import Names, Scope

BAD = frozenset({Status.FAILED, Status.BLOCKED, Status.UNREACHABLE})
# Of those, what has not run.
UNRUN = frozenset({Status.BLOCKED, Status.UNREACHABLE})
# To look one up in its enum takes longer than to compare it.
BLOCKED, CHANGED, FAILED, UNKNOWN = Status.BLOCKED, Status.CHANGED, Status.FAILED, Status.UNKNOWN
STATUSES = {status.value: status for status in Status}
# Actions whose author may say outright that they change nothing.
COMMANDS = ("command", "shell", "script", "raw")
# Stands for a content in a diff.
CONCEALED = "(not shown)"
NOT_RUN = "a check does not run it, and changed_when says that it changes nothing"


@dataclass(slots=True)
class End:
    """How one task, or one item of its loop, has ended on one host.

    `registered` is None where only an apply can tell.
    """

    status: Status
    message: str = ""
    registered: dict[str, Any] | None = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    commands: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None
    waits_for: str = ""
    ignored: bool = False
    traceback: str = ""
    seconds: float = 0.0
    error: InputError | None = None
    # For what is blocked: the task whose failure it comes from.
    origin: str = ""

    @property
    def bad(self) -> bool:
        """Whether what waits for this task must not run."""
        return self.status in BAD and not self.ignored


def failure(error: InputError) -> End:
    """The end of a task that could not be rendered."""
    registered = {"failed": True, "changed": False, "msg": str(error)}
    return End(Status.FAILED, str(error), registered, error=error)


def skipped(condition: Any) -> End:
    """The end of a task whose condition does not hold."""
    reason = "Conditional result was False"
    registered = {"skipped": True, "changed": False, "skip_reason": reason, "false_condition": condition}
    return End(Status.SKIPPED, f"{condition}", registered)


def unknown(waits_for: str) -> End:
    """The end of a task that only an apply can tell of."""
    return End(Status.UNKNOWN, waits_for=waits_for, registered=None)


def blocked_by(origin: str) -> End:
    """The end of what cannot run since this has failed."""
    return End(Status.BLOCKED, f"needs {origin}", {"changed": False, "failed": True}, origin=origin)


def whole(outcome: Outcome) -> Outcome:
    """The outcome, with the file that the host has sent along in its place."""
    received = outcome.get("received")
    if received is None:
        return outcome
    return keep({name: value for name, value in outcome.items() if name != "received"}, received)


def concealed(outcome: Outcome) -> Outcome:
    """The outcome of what brings an encrypted file: as it was, without the contents before and after."""
    changes = [[name, before if before is None else CONCEALED, f"{CONCEALED} since src is encrypted"]
               if name.rpartition(" ")[2] == "content" else [name, before, after]
               for name, before, after in outcome.get("changes", ())]  # fmt: skip
    return {**outcome, "changes": changes} if changes else outcome


def conclude(task: Task, outcome: Outcome, renderer: Renderer, scope: Scope, ignore: bool) -> End:
    """The end that an outcome leads to, after changed_when and failed_when."""
    status = STATUSES.get(outcome["status"]) or Status(outcome["status"])
    message = str(outcome.get("message", ""))
    end = End(status, message, None)
    end.seconds = outcome.get("seconds", 0.0)
    end.traceback = outcome.get("traceback", "")
    if status in UNRUN:
        end.registered = {"unreachable": status is not BLOCKED, "changed": False, "msg": message}
        end.ignored = status is not BLOCKED and renderer.boolean(
            task.ignore_unreachable, scope, task.position, "ignore_unreachable"
        )
        return end
    changes = outcome.get("changes", ())
    if changes:
        end.changes = tuple(Change(name, before, after) for name, before, after in changes)
    end.commands = tuple(outcome.get("commands", ()))
    if status is UNKNOWN:
        return concluded_unknown(task, outcome, end)
    result = end.registered = dict(outcome["result"])
    # A command that fails has run: where failed_when forgives it, it has changed something.
    result["changed"] = status is CHANGED or bool(result.get("changed"))
    result["failed"] = status is FAILED
    if message:
        result.setdefault("msg", message)
    if end.traceback:
        result["exception"] = end.traceback
    if changes:
        result["diff"] = {"before": {c.attribute: c.before for c in end.changes},
                          "after": {c.attribute: c.after for c in end.changes}}
    if task.job != 0 and "ansible_job_id" not in result and status is not FAILED and task.poll == 0:
        end.registered, end.waits_for = None, f"the job of {task.label!r}"
        return end
    facts = result.get("ansible_facts")
    end.facts = facts if isinstance(facts, dict) else None
    if task.changed_when is not None or task.failed_when is not None:
        ask(task, end, result, renderer, scope)
    end.ignored = ignore and end.status is FAILED
    return end


def concluded_unknown(task: Task, outcome: Outcome, end: End) -> End:
    """An unknown; but a command that is said to change nothing leaves only its output unknown."""
    end.waits_for = str(outcome.get("waits_for", ""))
    never = task.changed_when is not None and [condition.text for condition in task.changed_when] == [False]
    if never and task.action in COMMANDS:
        end.status, end.message = Status.SKIPPED, NOT_RUN
    return end


def ask(task: Task, end: End, result: dict[str, Any], renderer: Renderer, scope: Scope) -> None:
    """Let changed_when and failed_when decide."""
    inner = scope.inner(Names({task.register: result}, data=True)) if task.register is not None else scope
    label = f"task {task.label!r}"
    try:
        if task.changed_when is not None:
            result["changed"] = renderer.holds(task.changed_when, inner, f"{label}, changed_when") is None
        if task.failed_when is not None:
            held = renderer.holds(task.failed_when, inner, f"{label}, failed_when") is None
            result["failed"] = result["failed_when_result"] = held
            if held and end.status is not Status.FAILED:
                end.message = "failed_when holds: " + ", ".join(str(c.text) for c in task.failed_when)
    except NotYet as waits:
        end.status, end.waits_for, end.registered = Status.UNKNOWN, waits.promise.name, None
        return
    except InputError as error:
        result["failed"] = True
        end.message, end.error = str(error), error
    if result["failed"]:
        end.status = Status.FAILED
    else:
        end.status = Status.CHANGED if result["changed"] else Status.OK


def together(ends: list[tuple[End, Mapping[str, Any]]]) -> End:
    """The end of a whole loop, from those of its items with the loop's variables, and what `register` gets of it."""
    statuses = [end.status for end, _ in ends]
    facts: dict[str, Any] = {}
    for end, _ in ends:
        facts.update(end.facts or {})
    results = [{**(end.registered or {}), **names} for end, names in ends]
    bad = [end for end, _ in ends if end.status is Status.FAILED]
    registered: dict[str, Any] = {
        "results": results,
        "changed": any(result.get("changed", False) for result in results),
        "skipped": False,
        "msg": "One or more items failed" if bad else "All items completed",
    }
    if bad:
        registered["failed"] = True
    for status in (Status.UNREACHABLE, Status.FAILED, Status.BLOCKED, Status.UNKNOWN, Status.CHANGED, Status.OK):
        if status in statuses:
            break
    else:
        status = Status.SKIPPED
        registered.update(skipped=True, msg="All items skipped")
        if not ends:
            registered = {"results": [], "changed": False, "skipped": True, "skipped_reason": "No items in the list"}
    waits_for = next((end.waits_for for end, _ in ends if end.status is Status.UNKNOWN), "")
    known = all(end.registered is not None for end, _ in ends)
    message = next((end.message for end in bad), "")
    error = next((end.error for end in bad if end.error is not None), None)
    ignored = bool(bad) and all(end.ignored for end in bad)
    return End(status, message, registered if known else None, facts=facts or None, waits_for=waits_for,
               ignored=ignored, error=error)


def item_label(value: Any) -> str:
    """An item of a loop, as events show it."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, default=str)
    except (TypeError, ValueError):
        return str(value)
