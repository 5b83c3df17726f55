"""Bring one resource to its desired state: the one place that compares, proves and says what changed."""

from .failure import Failure, Missing, Unknown, Unproved
from .module import Action

SHOWN = 120


def compare(current, wanted):
    """{attribute: (before, after)} for every wanted attribute that is not so."""
    return {
        name: (current.get(name), value) for name, value in wanted.items() if current.get(name) != value
    }


def converge(module, system):
    """Inspect, compare, apply and prove; returns the outcome as plain data.

    The outcome has `status` (ok, changed, failed or unknown), `changes` ([attribute, before, after], ...),
    `commands` (what was run, or would be), `result` (for register), and where they apply `message` and
    `waits_for`.
    """
    changes = {}
    try:
        if isinstance(module, Action):
            status, result = perform(module, system)
        else:
            changes = prepared = module.prepare(system)
            current = module.inspect(system)
            found = compare(current, module.desired(current))
            changes = dict(prepared, **found)
            if found:
                module.apply(system, found)
                current = module.inspect(system)
                prove(module, current)
            result = module.result(system, current)
            # A module that tells what others have done may say that they have changed something.
            status = "changed" if changes or result.get("changed") is True else "ok"
        outcome = {"status": status, "result": result}
    except Unknown as unknown:
        outcome = {"status": "unknown", "waits_for": unknown.waits_for, "result": {}}
    except Failure as failure:
        pending = system.pending() if isinstance(failure, Missing) else None
        if pending is not None:
            outcome = {"status": "unknown", "waits_for": pending, "message": failure.message, "result": {}}
        else:
            outcome = {"status": "failed", "message": failure.message, "result": failure.result}
    outcome["changes"] = [[name, before, after] for name, (before, after) in changes.items()]
    outcome["commands"] = system.commands
    return outcome


def perform(action, system):
    """Status and result of an action, whose guard decides first."""
    reason = action.guard(system)
    if reason is not None:
        return "ok", action.idle(reason)
    result = system.perform(action)
    return "changed" if result.pop("changed", True) else "ok", result


def prove(module, current):
    """Unproved unless the state read back is the desired one."""
    left = compare(current, module.desired(current))
    if left:
        told = ", ".join("%s is %s, wanted %s" % (name, short(was), short(want))
                         for name, (was, want) in sorted(left.items()))
        raise Unproved("applied, but the host does not show it: %s" % told)


def short(value):
    """A value as a few characters."""
    text = "absent" if value is None else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."
