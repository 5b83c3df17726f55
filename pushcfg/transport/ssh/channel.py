"""One process on a host, in a channel of its own."""

from __future__ import annotations

import contextlib
import socket
from asyncio.trsock import TransportSocket

import asyncssh

from pushcfg.transport import Receiver


class SshChannel:
    """asyncssh's channel, as ours."""

    def __init__(self, channel: asyncssh.SSHClientChannel[bytes], socket: TransportSocket | None) -> None:
        self.channel = channel
        self.socket = socket

    def write(self, data: bytes) -> None:
        """Send; on a channel that is gone nothing happens, since `ended` tells of it."""
        with contextlib.suppress(BrokenPipeError, asyncssh.Error):
            # asyncssh makes a system call of every packet, and two packets of every 32 KiB.
            self.cork(True)
            self.channel.write(data)
            self.cork(False)

    def cork(self, on: bool) -> None:
        """Hold back what does not fill a segment, or let it go."""
        if self.socket is not None and hasattr(socket, "TCP_CORK"):
            with contextlib.suppress(OSError):
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, on)

    def close(self) -> None:
        """End of file."""
        with contextlib.suppress(BrokenPipeError, asyncssh.Error, OSError):
            self.channel.write_eof()

    def abort(self) -> None:
        """Close both ways."""
        self.channel.abort()


class SshProcess(asyncssh.SSHClientSession[bytes]):
    """Hands what comes over a channel to a receiver."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.status: int | None = None

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Output, or errors."""
        if datatype == asyncssh.EXTENDED_DATA_STDERR:
            self.receiver.errors(data)
        else:
            self.receiver.output(data)

    def exit_status_received(self, status: int) -> None:
        """Keep the status until the channel closes."""
        self.status = status

    def connection_lost(self, exc: Exception | None) -> None:
        """The channel is closed."""
        self.receiver.ended(self.status)
