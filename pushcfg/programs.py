"""Programs that the controller runs for what they print: without input, with an end, and gone when pushcfg goes."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

# Seconds that a program may take; nothing else happens meanwhile.
LIMIT: Final = 300.0


class Stopped(Exception):
    """A signal to end has come."""


class Overdue(Exception):
    """The program has not ended within its limit."""


def run(
    arguments: Sequence[str], folder: str | None = None, limit: float = LIMIT,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    """What a program printed and how it ended; OSError where it cannot be started, Overdue or Stopped if it was killed.

    It is killed with all that it has started.
    """
    process = subprocess.Popen(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True, env=environment)  # fmt: skip
    with _passing_on_signals():
        try:
            output, complaint = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise Overdue from None
        except BaseException:
            _kill(process)
            raise
    return subprocess.CompletedProcess(arguments, process.returncode, output, complaint)


def _kill(process: subprocess.Popen[bytes]) -> None:
    # What the program has started may be alive, and hold its output open, after it has ended itself.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@contextmanager
def _passing_on_signals() -> Iterator[None]:
    """Raises Stopped for a signal that is to end pushcfg, which then gets it as if nothing had been."""
    came: list[int] = []

    def stop(number: int, frame: Any) -> None:
        came.append(number)
        raise Stopped

    # Only the main thread can; in any other the program has its limit.
    numbers = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for signaled in came:
            os.kill(os.getpid(), signaled)
