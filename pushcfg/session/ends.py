"""What is said of a runner that has ended, or has never begun."""

from __future__ import annotations

from pushcfg.errors import BecomeError, BootError, HostError, LostError
from pushcfg.session import Outcome
from pushcfg.session.command import NO_PYTHON, PYTHONS, Become


def never_began(told: str, status: int, interpreter: str | None, become: Become | None) -> HostError:
    """The error that fits what a process printed that has ended before the runner greeted."""
    if NO_PYTHON in told:
        tried = ", ".join(PYTHONS[:2]) + ", ..." if interpreter is None else interpreter
        return BootError(f"found no Python 3.6 or later (looked for {tried})",
                         hint="install python3, or set ansible_python_interpreter")
    method = "sudo" if become is None else become.method
    if f"{method}:" in told or (become is not None and "password" in told.lower()):
        lines = [line for line in told.splitlines() if method in line] or [told]
        return BecomeError(f"cannot become {become.user if become else 'root'}: {lines[-1]}",
                           hint=f"give the {method} password with -K, or ansible_become_password")
    last = told.splitlines()[-1] if told else f"exit status {status}"
    python = interpreter or "the Python that was found"
    return BootError(f"the runner did not start: {last}",
                     hint=f"{python} must be Python 3.6 or later: set ansible_python_interpreter")


def has_ended(told: str) -> HostError:
    """The error for a runner that had greeted."""
    return LostError(f"the runner has ended{': ' + told if told else ''}")


def unreachable(error: HostError) -> Outcome:
    """The outcome of a task whose runner is gone."""
    return {"status": "unreachable", "message": str(error), "result": {}, "changes": [], "commands": []}
