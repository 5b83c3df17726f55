"""The text of Ansible Vault, versions 1.1 and 1.2: a header, and lines of hexadecimal digits."""

from __future__ import annotations

from binascii import hexlify, unhexlify
from dataclasses import dataclass
from typing import Final

from pushcfg.errors import Position, VaultError

HEADER: Final = "$ANSIBLE_VAULT"
# The label that 1.1, which has none, stands for.
DEFAULT_LABEL: Final = "default"
_CIPHER: Final = "AES256"
_VERSIONS: Final = ("1.1", "1.2")
_WIDTH: Final = 80
_BROKEN: Final = "take it from where it was whole, or encrypt the value anew"


@dataclass(frozen=True)
class Envelope:
    """What an encrypted text holds. `mac` is the HMAC-SHA256 of `data`, the encrypted bytes."""

    label: str
    salt: bytes
    mac: bytes
    data: bytes

    def text(self) -> str:
        """As Ansible writes it: 1.1, or 1.2 where the label is another than `default`."""
        version = f"1.1;{_CIPHER}" if self.label == DEFAULT_LABEL else f"1.2;{_CIPHER};{self.label}"
        digits = hexlify(b"\n".join(map(hexlify, (self.salt, self.mac, self.data)))).decode()
        lines = [digits[start : start + _WIDTH] for start in range(0, len(digits), _WIDTH)]
        return "\n".join([f"{HEADER};{version}", *lines, ""])


def is_vaulted(content: str | bytes) -> bool:
    """Whether a text, or the content of a file, begins as an encrypted one does."""
    return content.startswith(HEADER) if isinstance(content, str) else content.startswith(HEADER.encode())


def parse(text: str, position: Position | None) -> Envelope:
    """The envelope in a text; VaultError where it is none, or damaged."""
    lines = text.split()
    if not lines or not is_vaulted(lines[0]):
        raise VaultError("this is not encrypted by Ansible Vault", position, f"such text begins with {HEADER}")
    fields = lines[0].split(";")
    if len(fields) < 3:
        raise VaultError(f"the header {lines[0]!r} is not whole", position, _BROKEN)
    version, cipher = fields[1:3]
    if version not in _VERSIONS or cipher != _CIPHER:
        raise VaultError(f"this is Ansible Vault {version} with the cipher {cipher}", position,
                         "1.1 and 1.2 with AES256 can be read: encrypt it anew with a current ansible-vault")
    label = fields[3] if len(fields) > 3 and fields[3] else DEFAULT_LABEL
    try:
        salt, mac, data = map(unhexlify, unhexlify("".join(lines[1:])).split(b"\n", 2))
    except ValueError:
        raise VaultError("the encrypted text is damaged: digits are missing or wrong", position, _BROKEN) from None
    return Envelope(label, salt, mac, data)
