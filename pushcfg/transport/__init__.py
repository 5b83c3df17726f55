"""The seam of bytes: how to reach a host and start one process there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Target:
    """How one host is to be reached. Times are in seconds.

    `retries` is how often a login is tried again that found nobody; `algorithms` are options of OpenSSH in lower case.
    """

    host: str
    address: str
    port: int = 22
    user: str | None = None
    password: str | None = None
    key_files: tuple[str, ...] = ()
    known_hosts: tuple[str, ...] = ()
    check_host_key: bool = True
    accept_new_host_key: bool = False
    proxy_jump: str | None = None
    proxy_command: str | None = None
    connect_timeout: float = 10.0
    login_timeout: float = 20.0
    compression: bool = False
    passphrase: str | None = None
    retries: int = 0
    config_file: str | None = None
    family: str = "any"
    local_address: str | None = None
    forward_agent: bool = False
    host_key_alias: str | None = None
    algorithms: tuple[tuple[str, str], ...] = ()
    connection: str = "ssh"


class Receiver(Protocol):
    """What a process's output goes to, as it comes."""

    def output(self, data: bytes) -> None:
        """Bytes of stdout."""

    def errors(self, data: bytes) -> None:
        """Bytes of stderr."""

    def ended(self, status: int | None) -> None:
        """The process is over: its exit status, or None where the connection was lost."""


class Channel(Protocol):
    """One process on a host."""

    def write(self, data: bytes) -> None:
        """Send bytes to its stdin; what cannot go at once is kept."""

    def close(self) -> None:
        """Close its stdin, which tells a runner to end."""

    def abort(self) -> None:
        """Let go of it at once."""


class Transport(Protocol):
    """A way to one host, open."""

    async def start(self, command: str, receiver: Receiver) -> Channel:
        """Start a command there; HostError if that is refused."""

    async def close(self) -> None:
        """Let go of the host."""
