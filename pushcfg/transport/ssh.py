"""The transport over SSH, by asyncssh."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
from asyncio.trsock import TransportSocket
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import asyncssh

from pushcfg.errors import ConnectError, InputError, LostError
from pushcfg.transport import Channel, Receiver, Target

# Seconds between two signs of life, and how many may be missed.
KEEPALIVE = (15, 4)
DEFAULT_PORT = 22
DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk")
# AES-GCM first: asyncssh builds ChaCha20-Poly1305 out of several steps in Python.
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr",
           "aes192-ctr", "aes128-ctr")  # fmt: skip


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
                    lambda: _Process(receiver), command, encoding=None
                )
        except TimeoutError:
            raise LostError(f"no answer to a new channel within {self.target.login_timeout:g} s") from None
        except (asyncssh.Error, OSError) as error:
            raise LostError(f"the host refused a channel: {error}") from None
        return _Channel(channel, self.connection.get_extra_info("socket"))

    async def close(self) -> None:
        """Log out."""
        self.connection.close()
        try:
            async with asyncio.timeout(2):
                await self.connection.wait_closed()
        except TimeoutError:
            self.connection.abort()


class _Channel:
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


class _Process(asyncssh.SSHClientSession[bytes]):
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


class _Client(asyncssh.SSHClient):
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
        async with asyncio.timeout(target.connect_timeout + target.login_timeout):
            factory = partial(_Client, target)
            return Ssh(target, await asyncssh.connect(target.address, target.port, client_factory=factory, **options))
    except InputError:
        raise
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
            hint="check ansible_user and ansible_ssh_private_key_file, or the keys in ssh-agent",
        ) from None
    except (asyncssh.Error, OSError) as error:
        raise ConnectError(f"cannot reach {place(target)}: {reason(error)}") from None


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


def connect_options(target: Target) -> dict[str, Any]:
    """The arguments of asyncssh.connect; InputError for a key file that cannot be used."""
    options: dict[str, Any] = {
        "known_hosts": known_hosts(target),
        "connect_timeout": target.connect_timeout,
        "login_timeout": target.login_timeout,
        "keepalive_interval": KEEPALIVE[0],
        "keepalive_count_max": KEEPALIVE[1],
        "config": configuration(),
        "encryption_algs": CIPHERS,
    }
    if not target.compression:
        options["compression_algs"] = None
    if target.user is not None:
        options["username"] = target.user
    if target.password is not None:
        options["password"] = target.password
    if target.key_files:
        options["client_keys"] = [private_key(path) for path in target.key_files]
        options["agent_path"] = None
    elif not configuration() and default_keys():
        options["client_keys"] = default_keys()
    if target.proxy_jump is not None:
        options["tunnel"] = target.proxy_jump
    if target.proxy_command is not None:
        options["proxy_command"] = expanded(target.proxy_command, target)
    return {name: value for name, value in options.items() if value is not None or name in KEEP_NONE}


# For these, asyncssh takes None as an answer: no checking of host keys, no agent.
KEEP_NONE = ("known_hosts", "agent_path")


def expanded(command: str, target: Target) -> str:
    """A ProxyCommand with host, port and user filled in (ssh_config(5), TOKENS)."""
    tokens = {"%h": target.address, "%p": str(target.port), "%r": target.user or "", "%%": "%"}
    return re.sub("%[hpr%]", lambda found: tokens[found.group(0)], command)


def configuration() -> Sequence[str]:
    """The user's own OpenSSH configuration, if there is one."""
    path = Path("~/.ssh/config").expanduser()
    return [str(path)] if path.is_file() else []


def login(target: Target) -> str:
    """The user that will log in, where the target leaves that to the user's own OpenSSH configuration."""
    if target.user is not None:
        return target.user
    options = asyncssh.SSHClientConnectionOptions(config=configuration(), host=target.address, port=target.port)
    return str(options.username)


@lru_cache(maxsize=64)
def private_key(path: str) -> asyncssh.SSHKey:
    """A private key, read once; InputError if it cannot be."""
    file = os.path.expanduser(path)
    try:
        return asyncssh.read_private_key(file)
    except FileNotFoundError:
        raise InputError(f"the private key {path} does not exist") from None
    except PermissionError:
        raise InputError(f"the private key {path} cannot be read: permission denied") from None
    except asyncssh.KeyEncryptionError:
        raise InputError(f"the private key {path} is encrypted", hint="add it to ssh-agent") from None
    except (asyncssh.KeyImportError, OSError) as error:
        raise InputError(f"the private key {path} cannot be used: {error}") from None


@lru_cache(maxsize=1)
def default_keys() -> tuple[asyncssh.SSHKey, ...]:
    """The user's own keys, read once instead of for every host; encrypted ones are left to ssh-agent.

    Where one has a certificate beside it, asyncssh must look itself: the answer is then empty.
    """
    folder = Path("~/.ssh").expanduser()
    files = [folder / name for name in DEFAULT_KEYS if (folder / name).is_file()]
    if any(file.with_name(f"{file.name}-cert.pub").exists() for file in files):
        return ()
    keys = []
    for file in files:
        with contextlib.suppress(asyncssh.KeyImportError, asyncssh.KeyEncryptionError, OSError):
            keys.append(asyncssh.read_private_key(file))
    return tuple(keys)


def known_hosts(target: Target) -> asyncssh.SSHKnownHosts | None:
    """The host keys to expect; None where they are not checked."""
    if not target.check_host_key:
        return None
    return read_known_hosts(target.known_hosts or ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"))


@lru_cache(maxsize=16)
def read_known_hosts(files: tuple[str, ...]) -> asyncssh.SSHKnownHosts:
    """Those of the files that are there, read once."""
    there = [file for file in map(os.path.expanduser, files) if os.path.isfile(file)]
    return asyncssh.read_known_hosts(there) if there else asyncssh.import_known_hosts("")
