"""Filters that encrypt and open text as Ansible Vault does, with a password of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pushcfg.errors import TemplateError, VaultError
from pushcfg.template.filters.arguments import Function, bytes_of, checked, kind_of
from pushcfg.vault import Key, Keyring, is_vaulted, sealed

# The vault id that Ansible takes where none is given.
LABEL = "filter_default"


def encrypting(secret: Callable[[str], None]) -> dict[str, Function]:
    """The filters; `secret` is told every password, and every text that was encrypted."""

    def key(password: Any, label: Any) -> Key:
        if not isinstance(password, str | bytes):
            raise TypeError(f"Secret passed is required to be a string, instead we got {kind_of(password)}.")
        secret(bytes_of(password).decode("utf-8", "surrogateescape"))
        return Key(str(label), bytes_of(password), "a filter")

    def vault(value: Any, password: Any, salt: Any = None, vault_id: Any = LABEL, wrap_object: Any = False,
              vaultid: Any = None) -> str:  # fmt: skip
        """The text encrypted; with a salt always the same."""
        if not isinstance(value, str | bytes):
            raise TypeError(f"Can only vault strings, instead we got {kind_of(value)}.")
        if wrap_object:
            raise TemplateError("wrap_object is not supported", None, "leave it out, and write `!vault |` yourself")
        secret(bytes_of(value).decode("utf-8", "surrogateescape"))
        own = None if salt is None else bytes_of(salt)
        return sealed(bytes_of(value), key(password, vaultid or vault_id), salt=own).rstrip("\n") + "\n"

    def unvault(value: Any, password: Any, vault_id: Any = LABEL, vaultid: Any = None) -> str:
        """The text that was encrypted; text that is not encrypted stays as it is."""
        if not isinstance(value, str | bytes):
            raise TypeError(f"Vault should be in the form of a string, instead we got {kind_of(value)}.")
        text = bytes_of(value).decode("utf-8", "surrogateescape")
        ring = Keyring((key(password, vaultid or vault_id),))
        if not is_vaulted(text):
            return text
        try:
            plain = ring.open(text, None)[0].decode("utf-8", "surrogateescape")
        except VaultError as error:
            raise TemplateError(f"Unable to decrypt: {error.message}") from None
        secret(plain)
        return plain

    return {name: checked("filter", name, function) for name, function in (("vault", vault), ("unvault", unvault))}
