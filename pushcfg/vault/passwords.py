"""Where vault passwords come from: a file, a program, or somebody at the terminal."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pushcfg.errors import Position, VaultError
from pushcfg.events import Warned
from pushcfg.vault.envelope import DEFAULT_LABEL
from pushcfg.vault.keyring import Key, Keyring

# What stands for the terminal in the place of a file.
PROMPT: Final = "prompt"
# How a client script says that it has no password for an id.
UNKNOWN_LABEL: Final = 2
# Seconds that a program may take, in which somebody may have to type.
LIMIT: Final = 300

# Asks for a password with a text; empty if there was no answer.
Ask = Callable[[str], str]


def named_keys(identities: Sequence[str], ask: Ask, warnings: list[Warned]) -> list[Key]:
    """The keys of identities, each LABEL@SOURCE or SOURCE.

    One that brings no password is a warning as long as another does, since not everybody has all of a project's
    passwords; VaultError if none does.
    """
    keys: list[Key] = []
    failed: VaultError | None = None
    for identity in identities:
        try:
            keys.append(key_from(identity, ask, keys))
        except VaultError as error:
            warnings.append(Warned(f"{error.message}{f'; {error.hint}' if error.hint else ''}", error.position))
            failed = error
    if failed is not None and not keys:
        raise failed
    return keys


def key_from(identity: str, ask: Ask, known: Sequence[Key] = ()) -> Key:
    """The key of LABEL@SOURCE or SOURCE; a password file may be encrypted itself, for one of the known keys."""
    before, sign, after = identity.partition("@")
    label, source = (before, after) if sign else (None, identity)
    if label == "" or (label is not None and ";" in label) or not source:
        raise VaultError(f"{identity!r} is no vault id", None, "write LABEL@FILE or LABEL@prompt, without ; in LABEL")
    shown = label or DEFAULT_LABEL
    if source == PROMPT:
        question = "Vault password: " if label is None else f"Vault password ({label}): "
        return Key(shown, not_empty(ask(question).strip().encode(), "the prompt", None), PROMPT)
    path = Path(os.path.expandvars(source)).expanduser()
    if not path.exists():
        raise VaultError(f"the vault password file {path} does not exist", None, "check the name")
    if path.is_dir():
        raise VaultError(f"the vault password file {path} is a directory", None, "name a file in it")
    position = Position(str(path), 1)
    if os.access(path, os.X_OK):
        password = from_program(path, label).strip(b"\r\n")
    else:
        password = Keyring(known).content(read(path).strip(), path).strip(b"\r\n")
    return Key(shown, not_empty(password, str(path), position), str(path))


def read(path: Path) -> bytes:
    """The content of a password file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise VaultError(f"the vault password file cannot be read: {error.strerror}", Position(str(path), 1),
                         "check its permissions") from None


def from_program(path: Path, label: str | None) -> bytes:
    """What a program prints; one whose name ends in -client is told the id, as --vault-id LABEL."""
    command = [str(path.absolute())]
    client = path.stem.endswith("-client")
    if client and label is not None:
        command += ["--vault-id", label]
    position = Position(str(path), 1)
    try:
        # The terminal stays the program's own, for it may ask there.
        ended = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise VaultError(f"the vault password program has not ended within {LIMIT} seconds", position,
                         "run it by hand to see why") from None
    except OSError as error:
        raise VaultError(f"the vault password program cannot be started: {error.strerror}", position,
                         "if it holds the password itself, take its executable bit away") from None
    if client and ended.returncode == UNKNOWN_LABEL:
        raise VaultError(f"the vault password program knows no password for the id {label!r}", position,
                         "check the label before @")
    if ended.returncode:
        raise VaultError(f"the vault password program ended with {ended.returncode}", position,
                         "run it by hand to see why")
    return ended.stdout


def not_empty(password: bytes, source: str, position: Position | None) -> bytes:
    """The password; VaultError if there is nothing in it."""
    if not password:
        raise VaultError(f"the vault password from {source} is empty", position)
    return password
