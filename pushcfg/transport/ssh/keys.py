"""The keys of SSH, each file read once: the user's own, and those that hosts are known by."""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

import asyncssh

from pushcfg.errors import InputError
from pushcfg.transport import Target

DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk")
ENCRYPTED = "add it to ssh-agent, or set ansible_ssh_private_key_passphrase"


@lru_cache(maxsize=64)
def private_key(path: str, passphrase: str | None = None) -> asyncssh.SSHKey:
    """A private key, read once; InputError if it cannot be."""
    file = os.path.expanduser(path)
    try:
        return asyncssh.read_private_key(file, passphrase)
    except FileNotFoundError:
        raise InputError(f"the private key {path} does not exist") from None
    except PermissionError:
        raise InputError(f"the private key {path} cannot be read: permission denied") from None
    except asyncssh.KeyEncryptionError:
        raise InputError(f"the private key {path} is encrypted", hint=ENCRYPTED) from None
    except (asyncssh.KeyImportError, OSError) as error:
        hint = "check ansible_ssh_private_key_passphrase" if passphrase is not None else ""
        raise InputError(f"the private key {path} cannot be used: {error}", hint=hint) from None


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
