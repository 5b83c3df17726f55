"""The transport to this machine: processes, and no network."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

from pushcfg.errors import LostError
from pushcfg.transport import Channel, Receiver, Target

# Seconds that a process has to end after it was told to.
PATIENCE = 5.0


class Local:
    """This machine."""

    async def start(self, command: str, receiver: Receiver) -> Channel:
        """Start a command under /bin/sh."""
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.subprocess_exec(
                lambda: _Process(receiver), "/bin/sh", "-c", command, start_new_session=True
            )
        except OSError as error:
            raise LostError(f"cannot start a process: {error.strerror}") from None
        return _Channel(transport)

    async def close(self) -> None:
        """Nothing is held."""


class _Channel:
    """An asyncio subprocess, as ours."""

    def __init__(self, transport: asyncio.SubprocessTransport) -> None:
        self.transport = transport
        self.stdin = transport.get_pipe_transport(0)

    def write(self, data: bytes) -> None:
        """Send."""
        if isinstance(self.stdin, asyncio.WriteTransport) and not self.stdin.is_closing():
            self.stdin.write(data)

    def close(self) -> None:
        """End of file, once everything is sent."""
        if isinstance(self.stdin, asyncio.WriteTransport) and not self.stdin.is_closing():
            self.stdin.close()

    def abort(self) -> None:
        """Have the process end what it has started, and end; after a while make it."""
        self.close()
        if self.transport.get_returncode() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.transport.get_pid(), signal.SIGTERM)
            asyncio.get_running_loop().call_later(PATIENCE, self.transport.close)


class _Process(asyncio.SubprocessProtocol):
    """Hands what a process says to a receiver."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.transport: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport for the exit status."""
        if isinstance(transport, asyncio.SubprocessTransport):
            self.transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Output, or errors."""
        (self.receiver.output if fd == 1 else self.receiver.errors)(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is over, and its pipes are closed."""
        if self.transport is None:
            self.receiver.ended(None)
            return
        status = self.transport.get_returncode()
        self.transport.close()
        self.receiver.ended(status)


async def connect(target: Target) -> Local:
    """Nothing to connect to."""
    return Local()
