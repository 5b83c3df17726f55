"""A login on a host, and what stands in its way."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh

from pushcfg.errors import ConnectError, InputError, LostError
from pushcfg.transport import Channel, Receiver, Target
from pushcfg.transport.ssh.channel import SshChannel, SshProcess
from pushcfg.transport.ssh.keys import known_hosts
from pushcfg.transport.ssh.settings import connect_options

DEFAULT_PORT = 22
# Seconds between two tries.
LONGEST_PAUSE = 30.0


class Ssh:
    """A login on one host."""

    def __init__(self, target: Target, connection: asyncssh.SSHClientConnection) -> None:
        self.target = target
        self.connection = connection

    async def start(self, command: str, receiver: Receiver) -> Channel:
        """Start a command in a channel of its own."""
        try:
            async with asyncio.timeout(self.target.login_timeout):
                channel, _ = await self.connection.create_session(
                    lambda: SshProcess(receiver), command, encoding=None
                )
        except TimeoutError:
            raise LostError(f"no answer to a new channel within {self.target.login_timeout:g} s") from None
        except (asyncssh.Error, OSError) as error:
            raise LostError(f"the host refused a channel: {error}") from None
        return SshChannel(channel, self.connection.get_extra_info("socket"))

    async def close(self) -> None:
        """Log out."""
        self.connection.close()
        try:
            async with asyncio.timeout(2):
                await self.connection.wait_closed()
        except TimeoutError:
            self.connection.abort()


class Client(asyncssh.SSHClient):
    """Decides about the key of a host that known_hosts does not have."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Take a new host's key, and write it down, if the target says so (StrictHostKeyChecking=accept-new)."""
        known = known_hosts(self.target)
        if not self.target.accept_new_host_key or known is None or any(known.match(host, addr, port)[:3]):
            return False
        file = Path(os.path.expanduser((*self.target.known_hosts, "~/.ssh/known_hosts")[0]))
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = self.target.address if port == DEFAULT_PORT else f"[{self.target.address}]:{port}"
        with file.open("a", encoding="utf-8") as known_file:
            known_file.write(f"{name} {key.export_public_key('openssh').decode().strip()}\n")
        return True


async def connect(target: Target) -> Ssh:
    """Log in; ConnectError says what stood in the way and what to do."""
    try:
        options = connect_options(target)
        for attempt in range(target.retries):
            try:
                return await attempt_login(target, options)
            except (OSError, TimeoutError, asyncssh.ConnectionLost):
                await asyncio.sleep(min(2.0**attempt, LONGEST_PAUSE))
        return await attempt_login(target, options)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"the ssh options for {place(target)} make no sense: {error}") from None
    except TimeoutError:
        limit = target.connect_timeout + target.login_timeout
        raise ConnectError(f"no login on {place(target)} within {limit:g} s") from None
    except asyncssh.HostKeyNotVerifiable as error:
        raise ConnectError(
            f"the host key of {place(target)} cannot be verified: {error.reason}",
            hint=f"compare the key, then: ssh-keyscan -p {target.port} {target.address} >> ~/.ssh/known_hosts",
        ) from None
    except asyncssh.PermissionDenied as error:
        raise ConnectError(
            f"{place(target)} refused the login as {target.user or 'this user'}: {error.reason}",
            hint="check ansible_user and ansible_ssh_private_key_file, the keys in ssh-agent, or the password: "
                 "ansible_password, -k",
        ) from None
    except (asyncssh.Error, OSError) as error:
        raise ConnectError(f"cannot reach {place(target)}: {reason(error)}") from None


async def attempt_login(target: Target, options: dict[str, Any]) -> Ssh:
    """One try."""
    async with asyncio.timeout(target.connect_timeout + target.login_timeout):
        factory = partial(Client, target)
        return Ssh(target, await asyncssh.connect(target.address, target.port, client_factory=factory, **options))


def place(target: Target) -> str:
    """address:port, as a message shows it."""
    return f"{target.address}:{target.port}"


def reason(error: Exception) -> str:
    """What went wrong, without the numbers of the operating system."""
    if isinstance(error, asyncssh.Error):
        return str(error.reason)
    if type(error).__module__ == "builtins" and isinstance(error, OSError) and error.errno:
        # asyncio tells the number of a refused connection in a sentence of its own.
        return os.strerror(error.errno)
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
