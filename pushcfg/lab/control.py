"""The control socket of a lab: one packet asks its supervisor something, one packet answers."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pushcfg.errors import LabError

LIMIT = 1 << 20


def listen(state: Path) -> socket.socket:
    """The listening end, in the lab's state directory."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with _reachable(state) as path:
        server.bind(path)
    server.listen(64)
    return server


def ask(
    state: Path, request: dict[str, Any], descriptors: Sequence[int] = (), wait: float | None = None
) -> dict[str, Any]:
    """What the supervisor answers; a LabError if it refuses or is gone, a TimeoutError if it is silent."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client, _reachable(state) as path:
            client.settimeout(wait)
            client.connect(path)
            socket.send_fds(client, [json.dumps(request).encode()], descriptors)
            packet = client.recv(LIMIT)
    except (FileNotFoundError, ConnectionError):
        packet = b""
    if not packet:
        raise LabError(f"the lab '{state.name}' is not up", hint="pushcfg lab list shows what is")
    answer: dict[str, Any] = json.loads(packet)
    if "error" in answer:
        raise LabError(answer["error"])
    return answer


@contextmanager
def _reachable(state: Path) -> Iterator[str]:
    """A path of the socket that is short enough for its address, which holds 107 bytes."""
    descriptor = os.open(state, os.O_PATH)
    try:
        yield f"/proc/self/fd/{descriptor}/control"
    finally:
        os.close(descriptor)
