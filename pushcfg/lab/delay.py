"""A relay between two sockets that delays what passes, as a long way would."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

CHUNK = 1 << 16


async def relay(near: socket.socket, far: socket.socket, rtt: float) -> None:
    """Carry bytes both ways until both sides are done, each byte half a round trip late."""
    near.setblocking(False)
    far.setblocking(False)
    with near, far:
        await asyncio.gather(_carry(near, far, rtt / 2), _carry(far, near, rtt / 2))


async def _carry(source: socket.socket, target: socket.socket, late: float) -> None:
    loop = asyncio.get_running_loop()
    way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1024)
    arrival = asyncio.create_task(_arrive(way, target))
    data = b"."
    while data:
        try:
            data = await loop.sock_recv(source, CHUNK)
        except OSError:
            data = b""
        await way.put((loop.time() + late, data))
    await arrival


async def _arrive(way: asyncio.Queue[tuple[float, bytes]], target: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    broken = False
    while True:
        due, data = await way.get()
        await asyncio.sleep(due - loop.time())
        if not data:
            with suppress(OSError):
                target.shutdown(socket.SHUT_WR)
            return
        if not broken:
            try:
                await loop.sock_sendall(target, data)
            except OSError:
                broken = True  # the queue has to be emptied all the same
