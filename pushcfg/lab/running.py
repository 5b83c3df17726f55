"""One host while it runs, as the supervisor sees it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Sequence
from typing import Any

from pushcfg.lab.host import fittings
from pushcfg.lab.host.fittings import Plan


class Running:
    """A host's way in, its state, and the commands that run in it."""

    def __init__(self, plan: Plan, listener: socket.socket) -> None:
        self.plan = plan
        self.listener = listener
        self.listener.setblocking(False)
        self.pid = 0
        self.door: socket.socket | None = None
        self.up = False
        self.boots = 0
        self.opened = asyncio.Event()
        self.started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.last = 0
        self.waiting: dict[int, asyncio.Future[int]] = {}

    @property
    def word(self) -> str:
        """Its state in one word."""
        return "up" if self.up else "booting" if self.pid else "down"

    def is_up(self) -> None:
        """It can be used from now on, if it still lives."""
        if self.pid and self.door is not None:
            self.up = True
            self.boots += 1
            if not self.started.done():
                self.started.set_result(None)

    def fail(self, why: str) -> None:
        """It will not start."""
        self.up = False
        if not self.started.done():
            self.started.set_exception(RuntimeError(f"{self.plan.name}: {why}"))

    def close(self) -> None:
        """Its door is gone, and with it all that ran through it."""
        self.up = False
        if self.door is not None:
            self.door.close()
            self.door = None
        self.opened.clear()
        for future in self.waiting.values():
            if not future.done():
                future.set_result(-9)
        self.waiting.clear()

    def send(self, request: dict[str, Any], descriptors: Sequence[int]) -> None:
        """Have the door start something."""
        if self.door is None:
            raise ConnectionError(f"{self.plan.name} has no door")
        socket.send_fds(self.door, [json.dumps(request).encode()], descriptors)

    def let_in(self, connection: socket.socket) -> None:
        """Give an ssh connection to an sshd in the host; what that complains of goes nowhere."""
        self.send({"argv": fittings.SSHD}, [connection.fileno(), connection.fileno(), 0])

    async def run(self, argv: list[str], descriptors: Sequence[int]) -> int:
        """Run a command in the host and wait for its exit status; minus 9 if the host went away."""
        self.last += 1
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.waiting[self.last] = future
        try:
            self.send({"id": self.last, "argv": argv}, descriptors)
        except OSError:
            return -9
        return await future

    def answer(self, message: dict[str, Any]) -> None:
        """Take the exit status of a command."""
        future = self.waiting.pop(message["id"], None)
        if future is not None and not future.done():
            future.set_result(message["status"])
