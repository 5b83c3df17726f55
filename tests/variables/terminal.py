"""Runs a program at a terminal of its own, and answers its questions."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def typed(command: Sequence[str], answers: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and all that was shown; each answer is typed when a question has been asked, which ends in `: `."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(command[0], list(command), {**os.environ, **environment})
    shown, waiting, seen = "", list(answers), 0
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if select.select([terminal], [], [], 0.3)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece.decode()
        elif waiting and shown.endswith(": ") and len(shown) > seen:
            os.write(terminal, waiting.pop(0).encode() + b"\n")
            seen = len(shown)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown
