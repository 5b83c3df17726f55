"""Which passwords the commands of `pushcfg vault` open with, and which one they encrypt with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pushcfg.cli.secrets import ask, identities, keys_of
from pushcfg.cli.settings import configured
from pushcfg.errors import UsageError
from pushcfg.masking import Masker
from pushcfg.vault import DEFAULT_LABEL, PROMPT, Key, Keyring, key_from


def opening(given: Mapping[str, Any], masker: Masker) -> Keyring:
    """The keyring to open files with: what settings and options name, or else one password from the terminal."""
    settings = configured(given)
    keys = keys_of(identities(given, settings) or [PROMPT], ask, masker)
    return Keyring(keys, settings.value("vault_id_match"), masker.add)


def encrypting(given: Mapping[str, Any], masker: Masker) -> Key:
    """The key to encrypt with: what settings and options name, or else a new password from the terminal."""
    settings = configured(given)
    keys = keys_of(identities(given, settings) or [PROMPT], ask_twice, masker)
    return chosen(keys, settings.value("vault_encrypt_identity"))


def rekeying(given: Mapping[str, Any], keyring: Keyring, masker: Masker) -> Key:
    """The key that takes the place of others: a new one, or the one of the keyring that --encrypt-vault-id names."""
    new_id, new_file, label = given["new_id"], given["new_file"], given["encrypt_vault_id"]
    if new_id is not None and new_file is not None:
        raise UsageError("--new-vault-id and --new-vault-password-file exclude one another", hint="leave one out")
    if new_id is None and new_file is None and label is not None:
        return chosen(keyring.keys, label)
    key = key_from(f"{DEFAULT_LABEL}@{new_file}" if new_file is not None else new_id or PROMPT, ask_twice, keyring.keys)
    masker.add(key.password.decode("utf-8", "replace"))
    return chosen([key], label)


def chosen(keys: Sequence[Key], label: str | None) -> Key:
    """The key of a label, or the only one; UsageError where that is none, or several."""
    labels = ", ".join(dict.fromkeys(key.label for key in keys))
    if label is not None:
        found = next((key for key in keys if key.label == label), None)
        if found is None:
            raise UsageError(f"there is no password for the vault id {label!r}", hint=f"there are: {labels}")
        return found
    if len(keys) > 1:
        raise UsageError(f"several vault ids could encrypt: {labels}", hint="choose one with --encrypt-vault-id")
    return keys[0]


def ask_twice(question: str) -> str:
    """A new password from the terminal, typed twice alike."""
    password = ask(f"New {question[0].lower()}{question[1:]}")
    if password != ask("The same again"):
        raise UsageError("the two passwords differ", hint="type the same one twice")
    return password
