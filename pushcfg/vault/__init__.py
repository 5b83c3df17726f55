"""Ansible Vault: its format, the passwords that open it, and what in an opened file is secret."""

from __future__ import annotations

from pushcfg.vault.envelope import DEFAULT_LABEL, HEADER, is_vaulted
from pushcfg.vault.keyring import NO_KEYS, Key, Keyring, sealed
from pushcfg.vault.leaves import secret_leaves
from pushcfg.vault.names import is_secret
from pushcfg.vault.passwords import PROMPT, key_from, named_keys

__all__ = ["DEFAULT_LABEL", "HEADER", "NO_KEYS", "PROMPT", "Key", "Keyring", "is_secret", "is_vaulted", "key_from",
           "named_keys", "sealed", "secret_leaves"]  # fmt: skip
