"""AES256 of Ansible Vault: a key and a counter from the password, and a code that tells a wrong password."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import NamedTuple

from pushcfg.vault.envelope import Envelope

_ROUNDS = 10_000
_SALT = 32
_BLOCK = 16


class _Keys(NamedTuple):
    """What PBKDF2 with HMAC-SHA256 makes of password and salt."""

    cipher: bytes
    mac: bytes
    counter: bytes


def seal(plain: bytes, password: bytes, label: str, salt: bytes | None = None) -> Envelope:
    """Bytes encrypted under a password and a salt, a fresh one if none is given."""
    salt = os.urandom(_SALT) if salt is None else salt
    keys = _derive(password, salt)
    padding = _BLOCK - len(plain) % _BLOCK
    data = _cipher(plain + bytes([padding]) * padding, keys)
    return Envelope(label, salt, hmac.digest(keys.mac, data, "sha256"), data)


def unseal(envelope: Envelope, password: bytes) -> bytes | None:
    """The bytes in an envelope; None where this is not its password."""
    keys = _derive(password, envelope.salt)
    if not hmac.compare_digest(hmac.digest(keys.mac, envelope.data, "sha256"), envelope.mac):
        return None
    padded = _cipher(envelope.data, keys)
    return padded[: -padded[-1]] if padded else b""


def _derive(password: bytes, salt: bytes) -> _Keys:
    made = hashlib.pbkdf2_hmac("sha256", password, salt, _ROUNDS, 32 + 32 + _BLOCK)
    return _Keys(made[:32], made[32:64], made[64:])


def _cipher(data: bytes, keys: _Keys) -> bytes:
    """AES in counter mode, which is its own reverse."""
    # Most runs meet nothing encrypted, and this takes a while to import.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    context = Cipher(algorithms.AES(keys.cipher), modes.CTR(keys.counter)).encryptor()
    return context.update(data) + context.finalize()
