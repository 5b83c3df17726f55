"""One command line on a host, without a runner: what `raw` needs where there is no Python yet."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from typing import NamedTuple

from pushcfg.errors import BecomeError, LostError
from pushcfg.session.command import Become, as_user, unasked
from pushcfg.transport import Channel, Transport


class Told(NamedTuple):
    """How a command line has ended."""

    status: int
    stdout: str
    stderr: str


class Listener:
    """Takes what the command says, and gives the password once."""

    def __init__(self, become: Become | None) -> None:
        self.become = become
        self.stdout: list[bytes] = []
        self.stderr = b""
        self.channel: Channel | None = None
        self.asked = 0
        self.over: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    def output(self, data: bytes) -> None:
        """Bytes of stdout."""
        self.stdout.append(data)

    def errors(self, data: bytes) -> None:
        """Bytes of stderr; the question for a password is answered."""
        self.stderr += data
        left = unasked(self.become, self.stderr)
        # Once su is through, what the command itself says may end with a colon, too.
        if left is not None and (self.asked == 0 or self.become is None or self.become.method == "sudo"):
            self.stderr = left
            self.asked += 1
            self.answer()

    def answer(self) -> None:
        """The password, the first time; nothing more after that."""
        if self.channel is None:
            return
        if self.asked == 1 and self.become is not None and self.become.password is not None:
            self.channel.write(self.become.password.encode() + b"\n")
        self.channel.close()

    def ended(self, status: int | None) -> None:
        """The command is over."""
        if not self.over.done():
            self.over.set_result(status)


def command_line(script: str, executable: str | None, environment: Mapping[str, str], become: Become | None) -> str:
    """What the login shell is given."""
    exports = "".join(f"export {name}={shlex.quote(value)}; " for name, value in environment.items())
    if executable is not None:
        script = f"{executable} -c {shlex.quote(script)}"
    line = exports + script
    if become is None:
        return line
    return as_user(become, line)


async def shell(transport: Transport, line: str, become: Become | None, limit: float) -> Told | None:
    """Run a command line; None if it takes longer than `limit` seconds. HostError where the host is lost."""
    listener = Listener(become)
    channel = await transport.start(line, listener)
    listener.channel = channel
    if become is None or become.password is None:
        channel.close()
    elif listener.asked:
        listener.answer()
    try:
        status = await asyncio.wait_for(asyncio.shield(listener.over), limit)
    except TimeoutError:
        channel.abort()
        return None
    if status is None:
        raise LostError("the connection was lost")
    if listener.asked > 1:
        raise BecomeError("sudo refused the password", hint="check -K, or ansible_become_password")
    return Told(status, *(data.decode("utf-8", "replace") for data in (b"".join(listener.stdout), listener.stderr)))
