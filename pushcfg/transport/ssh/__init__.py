"""The transport over SSH, by asyncssh."""

from __future__ import annotations

from pushcfg.transport.ssh.connection import Ssh, connect
from pushcfg.transport.ssh.keys import private_key
from pushcfg.transport.ssh.settings import login

__all__ = ["Ssh", "connect", "login", "private_key"]
