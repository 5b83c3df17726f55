"""What a target means to asyncssh."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncssh

from pushcfg.errors import InputError
from pushcfg.transport import Target
from pushcfg.transport.ssh.keys import default_keys, known_hosts, private_key

# Seconds between two signs of life, and how many may be missed.
KEEPALIVE = (15, 4)
# AES-GCM first: asyncssh builds ChaCha20-Poly1305 out of several steps in Python.
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr",
           "aes192-ctr", "aes128-ctr")  # fmt: skip
# For these, asyncssh takes None as an answer: no checking of host keys, no agent.
KEEP_NONE = ("known_hosts", "agent_path")
FAMILIES = {"any": None, "inet": socket.AF_INET, "inet6": socket.AF_INET6}
# From options of OpenSSH to asyncssh's.
ALGORITHMS = {"ciphers": "encryption_algs", "hostkeyalgorithms": "server_host_key_algs", "kexalgorithms": "kex_algs",
              "macs": "mac_algs", "pubkeyacceptedalgorithms": "signature_algs",
              "pubkeyacceptedkeytypes": "signature_algs"}  # fmt: skip


def connect_options(target: Target) -> dict[str, Any]:
    """The arguments of asyncssh.connect; InputError for a key file that cannot be used."""
    options: dict[str, Any] = {
        "known_hosts": known_hosts(target),
        "connect_timeout": target.connect_timeout,
        "login_timeout": target.login_timeout,
        "keepalive_interval": KEEPALIVE[0],
        "keepalive_count_max": KEEPALIVE[1],
        "config": configuration(target.config_file),
        "encryption_algs": CIPHERS,
        "host_key_alias": target.host_key_alias,
        "family": FAMILIES[target.family],
        **{ALGORITHMS[name]: value for name, value in target.algorithms},
    }
    if target.forward_agent:
        options["agent_forwarding"] = True
    if target.local_address is not None:
        options["local_addr"] = (target.local_address, 0)
    if not target.compression:
        options["compression_algs"] = None
    if target.user is not None:
        options["username"] = target.user
    if target.password is not None:
        options["password"] = target.password
    if target.key_files:
        options["client_keys"] = [private_key(path, target.passphrase) for path in target.key_files]
        if not target.forward_agent:
            options["agent_path"] = None
    elif not configuration(target.config_file) and default_keys():
        # A tuple would be one key and its certificate.
        options["client_keys"] = list(default_keys())
    if target.proxy_jump is not None:
        options["tunnel"] = target.proxy_jump
    if target.proxy_command is not None:
        options["proxy_command"] = expanded(target.proxy_command, target)
    return {name: value for name, value in options.items() if value is not None or name in KEEP_NONE}


def expanded(command: str, target: Target) -> str:
    """A ProxyCommand with host, port and user filled in (ssh_config(5), TOKENS)."""
    tokens = {"%h": target.address, "%p": str(target.port), "%r": target.user or "", "%%": "%"}
    return re.sub("%[hpr%]", lambda found: tokens[found.group(0)], command)


def configuration(named: str | None = None) -> Sequence[str]:
    """The OpenSSH configuration that is named (`none`: there is none), or the user's own if there is one."""
    if named is not None:
        return [] if named == "none" else [str(existing(Path(named).expanduser()))]
    path = Path("~/.ssh/config").expanduser()
    return [str(path)] if path.is_file() else []


def existing(path: Path) -> Path:
    """A file that must be there."""
    if not path.is_file():
        raise InputError(f"the ssh configuration {path} does not exist")
    return path


def login(target: Target) -> str:
    """The user that will log in, where the target leaves that to the user's own OpenSSH configuration."""
    if target.user is not None:
        return target.user
    config = configuration(target.config_file)
    options = asyncssh.SSHClientConnectionOptions(config=config, host=target.address, port=target.port)
    return str(options.username)
