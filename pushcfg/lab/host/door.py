"""The one process of ours inside a lab host: starts what the supervisor asks for, and reaps.

It runs under the host's own Python, as process 1 of a plain host, and imports nothing of pushcfg.
A request is one packet on descriptor 3, {"id": …, "argv": […]}, with the three standard descriptors; the
answer to one with an id is {"id": …, "status": …}.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket

ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
}
NOT_FOUND = 127  # as a shell says it
# Python ignores these for itself; what it starts must not inherit that.
DEFAULTS = [signal.SIGPIPE, signal.SIGXFSZ]


def main() -> None:
    """Serve until the supervisor goes away."""
    channel = socket.socket(fileno=3)
    os.set_inheritable(3, False)
    wake, alarm = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(alarm, False)
    signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # Without a handler, process 1 of a plain host is out of reach of any `pkill python3` inside.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    waiting: dict[int, int] = {}
    channel.send(b'{"ready": true}')
    while True:
        ready, _, _ = select.select([3, wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
        if 3 in ready:
            packet, descriptors, _, _ = socket.recv_fds(channel, 1 << 20, 3)
            if not packet:
                os._exit(0)
            request = json.loads(packet)
            pid = _start(request["argv"], descriptors)
            if "id" in request and pid is not None:
                waiting[pid] = request["id"]
            elif "id" in request:
                _answer(channel, request["id"], NOT_FOUND)
        _reap(waiting, channel)


def _start(argv: list[str], descriptors: list[int]) -> int | None:
    """Start a command; None if there is no such thing, which it is told on its standard error."""
    actions = [(os.POSIX_SPAWN_DUP2, descriptor, place) for place, descriptor in enumerate(descriptors)]
    try:
        return os.posix_spawnp(
            argv[0], argv, ENVIRONMENT, file_actions=actions, setsid=True, setsigdef=DEFAULTS
        )
    except OSError as error:
        os.write(descriptors[2], f"{argv[0]}: {error.strerror}\n".encode())
        return None
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _reap(waiting: dict[int, int], channel: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid in waiting:
            code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
            _answer(channel, waiting.pop(pid), code)


def _answer(channel: socket.socket, request: int, status: int) -> None:
    channel.send(json.dumps({"id": request, "status": status}).encode())


if __name__ == "__main__":
    os.umask(0o022)
    main()
