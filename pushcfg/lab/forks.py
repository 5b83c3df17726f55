"""Forks of the supervisor that become something else: a host, a door, a systemd-nspawn."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from pushcfg.lab.host import kernel

Become = Callable[[socket.socket], None]


def fork(become: Callable[[], None], channel: socket.socket | None = None) -> int:
    """Fork a process that executes something else; what goes wrong before is said on the channel."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    # From here on in the child, which must never return to the supervisor's event loop.
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        become()
    except BaseException:  # whatever it is, this copy of the supervisor must end here  # noqa: BLE001
        text = traceback.format_exc()
        print(text, flush=True)
        if channel is not None:
            channel.send(json.dumps({"failed": text.strip().splitlines()[-1]}).encode())
    finally:
        os._exit(1)
    return 0  # never reached


def into_host(leader: int | None, become: Become) -> tuple[int, socket.socket]:
    """Fork into the pid namespace of a leader (a pidfd), or into a new one; with a channel to the fork."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    home = os.open("/proc/self/ns/pid", os.O_RDONLY)
    # Only where children are born changes, so this process can go back to its own namespace.
    try:
        if leader is None:
            kernel.unshare(kernel.CLONE_NEWPID)
        else:
            kernel.setns(leader, kernel.CLONE_NEWPID)
        pid = fork(lambda: become(theirs), theirs)
    finally:
        kernel.setns(home, kernel.CLONE_NEWPID)
        os.close(home)
        theirs.close()
    ours.setblocking(False)
    return pid, ours


def package_relay(store: Path) -> socket.socket:
    """Start the package relay, a process of its own because it works with threads; with its channel."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    argv = [sys.executable, "-m", "pushcfg.lab.relay", str(store), str(theirs.fileno())]
    with theirs:
        subprocess.Popen(argv, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
    return ours
