"""The passwords of a run: opens what they fit, and tells what was secret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import Position, VaultError
from pushcfg.model import Decrypted, Vaulted
from pushcfg.vault import cipher
from pushcfg.vault.envelope import Envelope, is_vaulted, parse
from pushcfg.vault.leaves import secret_leaves

HOW: Final = "give one with --vault-password-file FILE, --vault-id LABEL@FILE or --ask-vault-pass"


@dataclass(frozen=True)
class Key:
    """One password, the vault id that it goes by, and where it came from."""

    label: str
    password: bytes
    source: str

    def __str__(self) -> str:
        return f"{self.label} ({self.source})"


def sealed(plain: bytes, key: Key, label: str | None = None, salt: bytes | None = None) -> str:
    """Bytes encrypted with a key, as text; VaultError if they are encrypted already. The label is the key's own.

    Without a salt a fresh one is taken.
    """
    if is_vaulted(plain):
        raise VaultError("this is encrypted already")
    return cipher.seal(plain, key.password, key.label if label is None else label, salt).text()


def told_to_nobody(text: str) -> None:
    """What is secret goes to nobody: for what is opened and not shown."""


class Keyring:
    """Opens encrypted text with the first key that fits.

    The keys of the id that a text names come first, then all others; none but those where `match` says so. Each text
    is opened once. `secret` is told every piece of text that was secret, before anybody else gets it.
    """

    def __init__(
        self, keys: Sequence[Key] = (), match: bool = False, secret: Callable[[str], None] = told_to_nobody
    ) -> None:
        self.keys = tuple(keys)
        self.secret = secret
        self._match = match
        self._opened: dict[str, tuple[bytes, Key, Envelope]] = {}

    def value(self, vaulted: Vaulted) -> Decrypted:
        """The text of an inline value, which is data: as in Ansible, no template in it is rendered."""
        plain = self.open(vaulted.ciphertext, vaulted.position)[0]
        try:
            text = plain.decode()
        except UnicodeDecodeError:
            raise VaultError("the decrypted value is not UTF-8 text", vaulted.position,
                             "keep bytes in an encrypted file, and give it to copy as src") from None
        self.secret(text)
        return Decrypted(text)

    def content(self, content: bytes, path: Path) -> bytes:
        """The content of a file, opened if it is encrypted; the caller says what of it is secret."""
        if not is_vaulted(content):
            return content
        return self.open(content.decode("ascii", "replace"), Position(str(path), 1))[0]

    def open(self, text: str, position: Position | None) -> tuple[bytes, Key, Envelope]:
        """What an encrypted text holds, the key that opened it, and the envelope; VaultError if none does."""
        known = self._opened.get(text)
        if known is None:
            envelope = parse(text, position)
            known = self._opened[text] = (*self._try(envelope, position), envelope)
        return known

    def cover(self, data: Any) -> None:
        """Tell what is secret in the data of a file that was encrypted."""
        for text in secret_leaves(data):
            self.secret(text)

    def _try(self, envelope: Envelope, position: Position | None) -> tuple[bytes, Key]:
        if not self.keys:
            raise VaultError(f"this is encrypted (vault id {envelope.label!r}), and no vault password is given",
                             position, HOW)
        own = [key for key in self.keys if key.label == envelope.label]
        others = [] if self._match else [key for key in self.keys if key.label != envelope.label]
        for key in (*own, *others):
            plain = cipher.unseal(envelope, key.password)
            if plain is not None:
                return plain, key
        if not own and self._match:
            raise VaultError(f"there is no password for the vault id {envelope.label!r} (there are: {self._listed()})",
                             position, "add --vault-id LABEL@FILE; only equal ids count, as vault_id_match is set")
        raise VaultError(f"no vault password fits (vault id {envelope.label!r}; tried: {self._listed(own, others)})",
                         position, HOW.replace("give one", "give the right one"))

    def _listed(self, *groups: Sequence[Key]) -> str:
        return ", ".join(str(key) for group in groups or (self.keys,) for key in group)


# For whoever reads files that are not to be encrypted.
NO_KEYS: Final = Keyring()
