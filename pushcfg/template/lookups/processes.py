"""Lookups that run a command on the controller: pipe, lines."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context

# Seconds that a command may take; nothing else happens in the run meanwhile.
LIMIT = 300.0


class Stopped(Exception):
    """A signal to end has come."""


def pipe(terms: list[Any], context: Context, *, timeout: Any = LIMIT) -> list[str]:
    """What shell commands print, without white space at the end."""
    return [printed(str(term), context, timeout).decode("utf-8", "surrogateescape").rstrip() for term in terms]


def lines(terms: list[Any], context: Context, *, timeout: Any = LIMIT) -> list[str]:
    """The lines that shell commands print."""
    return [line.decode("utf-8", "surrogateescape") for term in terms
            for line in printed(str(term), context, timeout).splitlines()]  # fmt: skip


def printed(command: str, context: Context, timeout: Any) -> bytes:
    """What a shell command prints; TemplateError if it fails."""
    context.outside()
    return run(["/bin/sh", "-c", command], command, context.base, float(timeout))


def run(arguments: Sequence[str], told: str, folder: str, limit: float) -> bytes:
    """What a program prints, which gets no input and ends with pushcfg; `told` is what errors call it."""
    try:
        process = subprocess.Popen(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True)  # fmt: skip
    except OSError as error:
        raise TemplateError(f"cannot run {told!r}: {error.strerror}", None, "install it, or correct the name") from None
    try:
        with passing_on_signals():
            try:
                output, complaint = process.communicate(timeout=limit)
            finally:
                end(process)
    except subprocess.TimeoutExpired:
        raise TemplateError(f"{told!r} has not ended within {limit:g} s", None, "give it `timeout=SECONDS`") from None
    except Stopped:
        raise TemplateError(f"{told!r} was interrupted") from None
    if process.returncode:
        said = complaint.decode("utf-8", "replace").strip().splitlines()
        raise TemplateError(f"{told!r} returned {process.returncode}{': ' + said[-1] if said else ''}")
    return output


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program that is still running, with all that it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def passing_on_signals() -> Iterator[None]:
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
