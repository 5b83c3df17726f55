"""Real runners on this machine, over the local transport: what tasks do stays below the folder of a test."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from pushcfg import library
from pushcfg.bundle import bundle
from pushcfg.session import Outcome
from pushcfg.session.command import Become
from pushcfg.session.runner import Limits, RunnerSession
from pushcfg.transport import Channel, Receiver, Transport, local

SETTINGS = {"slots": 4, "share": False}
# Seconds that no task of these tests needs.
PATIENCE = 20.0


def pythons() -> list[str]:
    """The oldest and the newest Python 3 that is on PATH or in pyenv."""
    candidates = [Path(path) for folder in os.environ.get("PATH", "").split(":") for path in Path(folder).glob("python3.*")]
    candidates += Path("~/.pyenv/versions").expanduser().glob("*/bin/python3.*")
    found: dict[int, str] = {}
    for candidate in candidates:
        minor = re.fullmatch(r"python3\.(\d+)", candidate.name)
        if minor and "shims" not in candidate.parts and os.access(candidate, os.X_OK):
            found.setdefault(int(minor[1]), str(candidate))
    order = sorted(number for number in found if number >= 6)
    return [found[order[0]], found[order[-1]]] if len(order) > 1 else [shutil.which("python3") or "python3"]


def task(module: str, label: str = "", **more: Any) -> dict[str, Any]:
    """A task as it travels; keywords in capitals are the task's own (AFTER, TIMEOUT), the others its arguments."""
    own = {name.lower(): value for name, value in more.items() if name.isupper()}
    params = {name: value for name, value in more.items() if not name.isupper()}
    return {"label": label or module, "module": module, "params": params, "after": [], "behind": [], "exclusive": [],
            "mode": "apply", "timeout": 60, **own}  # fmt: skip


class Runner:
    """A session with a runner, and the outcomes that have come in."""

    def __init__(self, session: RunnerSession) -> None:
        self.session = session
        self.arrived: list[tuple[int, float, Outcome]] = []

    def send(self, *tasks: dict[str, Any]) -> list[asyncio.Future[Outcome]]:
        """Send tasks; their outcomes are to come."""
        return [self.submit(message) for message in tasks]

    def submit(self, message: dict[str, Any]) -> asyncio.Future[Outcome]:
        """Queue and send one."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def take(outcome: Outcome) -> None:
            self.arrived.append((number, time.monotonic(), outcome))
            future.set_result(outcome)

        number = self.session.submit(message, take)
        self.session.flush()
        return future

    async def do(self, *tasks: dict[str, Any], within: float = PATIENCE) -> list[Outcome]:
        """Send tasks and wait for their outcomes."""
        async with asyncio.timeout(within):
            return await asyncio.gather(*self.send(*tasks))

    async def pid(self) -> int:
        """The process of the runner: the parent of a command that it starts."""
        (outcome,) = await self.do(task("shell", cmd="echo $PPID"))
        return int(outcome["result"]["stdout"])


class Through:
    """A transport that changes the command line on its way, as a login shell with a mind of its own would."""

    def __init__(self, change: Callable[[str], str]) -> None:
        self.change = change

    async def start(self, command: str, receiver: Receiver) -> Channel:
        """Start the changed command."""
        return await local.Local().start(self.change(command), receiver)

    async def close(self) -> None:
        """Nothing is held."""


@contextlib.asynccontextmanager
async def started(
    python: str | None = None, change: Callable[[str], str] = str, contents: Callable[[str], bytes] = lambda digest: b"",
    limits: Limits = Limits(), settings: dict[str, Any] = SETTINGS, become: Become | None = None,
    modules: frozenset[str] = frozenset(library.names()),
) -> AsyncIterator[Runner]:  # fmt: skip
    """A runner that has been started, or is about to be; it is closed in the end. The newest Python runs it by default.

    `change` may change the command on its way; `python` "" leaves it to the command to find one.
    """
    session = RunnerSession(contents, limits, become)
    transport: Transport = Through(change)
    interpreter = pythons()[-1] if python is None else python or None
    try:
        await session.start(transport, interpreter, bundle(modules), settings)
        yield Runner(session)
    finally:
        await session.close(5)
        async with asyncio.timeout(10):
            await session.closed


def children_of(pid: int) -> list[str]:
    """The command lines of the processes whose parent is this one."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def running(mark: str) -> list[str]:
    """The command lines of all processes here with this text in them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if mark in line and int(folder.name) != os.getpid():
                found.append(line)
    return found
