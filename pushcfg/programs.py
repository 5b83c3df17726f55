"""Programs that the controller runs for what they print: without input, with an end, and gone when pushcfg goes."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
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
    with _Signals() as signals:
        process = subprocess.Popen(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True, env=environment)  # fmt: skip
        try:
            signals.stop_from_here()
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


class _Signals:
    """Raises Stopped for a signal that is to end pushcfg, which then gets it as if nothing had been."""

    def __init__(self) -> None:
        self.came: list[int] = []
        # Until there is a process to kill, a signal is only noted.
        self.stopping = False
        self.before: dict[int, Any] = {}

    def __enter__(self) -> _Signals:
        # Only the main thread can; in any other the program has its limit.
        if threading.current_thread() is threading.main_thread():
            self.before = {number: signal.signal(number, self.take) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def take(self, number: int, frame: Any) -> None:
        """A signal has come."""
        self.came.append(number)
        if self.stopping:
            raise Stopped

    def stop_from_here(self) -> None:
        """Raise Stopped for a signal that comes from now on, or that has come."""
        self.stopping = True
        if self.came:
            raise Stopped

    def __exit__(self, *error: object) -> None:
        self.stopping = False
        for number, handler in self.before.items():
            signal.signal(number, handler)
        for number in self.came:
            os.kill(os.getpid(), number)
