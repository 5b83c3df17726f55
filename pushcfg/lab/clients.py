"""The supervisor's end of the control socket: what a client asks is done, and answered."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pushcfg.lab import control
from pushcfg.lab.running import Running


def take(server: socket.socket) -> tuple[socket.socket, dict[str, Any], list[int]]:
    """One client, what it asks, and the descriptors that came with that."""
    client, _ = server.accept()
    packet, descriptors, _, _ = socket.recv_fds(client, control.LIMIT, 3)
    return client, json.loads(packet or b"{}"), descriptors


async def serve(
    hosts: Mapping[str, Running], client: socket.socket, request: dict[str, Any], descriptors: list[int]
) -> None:
    """Do what a client asks and answer."""
    host = hosts.get(request.get("host", ""))
    answer: dict[str, Any]
    try:
        if request.get("ask") == "list":
            answer = {"hosts": {name: host.word for name, host in hosts.items()}}
        elif host is None or not host.up:
            answer = {"error": f"the host '{request.get('host')}' is not up"}
        else:
            answer = {"status": await host.run(request["argv"], descriptors)}
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    with client, suppress(OSError):
        client.send(json.dumps(answer).encode())
