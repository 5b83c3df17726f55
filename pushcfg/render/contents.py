"""Contents of files on their way to hosts: small ones travel with the task, large ones are asked for by their hash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

from pushcfg.errors import AbsentError, InputError
from pushcfg.vault import NO_KEYS, Keyring, is_vaulted

# Bytes from which on a content goes by its hash.
LARGE = 64 * 1024
# Bytes that a character may take.
UTF8 = 4


class Content(NamedTuple):
    """What a task carries for a file: text, or {sha256, size}; and whether the file was encrypted."""

    carried: Any
    secret: bool = False


class Contents:
    """Reads files once, opens encrypted ones with the keyring, and knows every large content by its SHA-256."""

    def __init__(self, keyring: Keyring = NO_KEYS) -> None:
        self.keyring = keyring
        self.files: dict[tuple[Path, bool], tuple[tuple[int, int], Content]] = {}
        self.large: dict[str, Path | bytes] = {}
        # In a check, the files that a task would have changed here.
        self.stale: set[str] = set()

    def of_file(self, path: Path) -> Content:
        """The content of a file, opened if it is encrypted; InputError if it cannot be read or opened."""
        return self._read(path, self.keyring)

    def as_written(self, path: Path) -> Content:
        """As of_file, but what is encrypted stays so."""
        return self._read(path, None)

    def _read(self, path: Path, keyring: Keyring | None) -> Content:
        if self.stale and os.path.realpath(path) in self.stale:
            raise AbsentError(f"what {path} is going to hold is not known")
        key = (path, keyring is not None)
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if key not in self.files or self.files[key][0] != stamp:
                data = path.read_bytes()
                secret = keyring is not None and is_vaulted(data)
                self.files[key] = (stamp, self._open(data, path) if secret else Content(self.of_bytes(data, path)))
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror}") from None
        return self.files[key][1]

    def _open(self, data: bytes, path: Path) -> Content:
        plain = self.keyring.content(data, path)
        # Thousands of lines to look for would slow down all that is told; a large content is never shown anyway.
        if len(plain) < LARGE:
            self.keyring.secret(plain.decode("utf-8", "surrogateescape"))
        return Content(self.of_bytes(plain), secret=True)

    def of_text(self, text: str) -> Any:
        """As of_bytes, of a text."""
        if len(text) * UTF8 < LARGE:
            return text
        return self.of_bytes(text.encode("utf-8", "surrogateescape"))

    def of_bytes(self, data: bytes, source: Path | None = None) -> Any:
        """What a task carries for these bytes; of a large source only the path is kept."""
        if len(data) < LARGE:
            return data.decode("utf-8", "surrogateescape")
        digest = hashlib.sha256(data).hexdigest()
        self.large[digest] = source if source is not None else data
        return {"sha256": digest, "size": len(data)}

    def bytes_of(self, carried: Any) -> bytes:
        """The bytes of what a task carries."""
        return carried.encode("utf-8", "surrogateescape") if isinstance(carried, str) else self.read(carried["sha256"])

    def read(self, digest: str) -> bytes:
        """The bytes of a large content."""
        kept = self.large[digest]
        return kept if isinstance(kept, bytes) else kept.read_bytes()
