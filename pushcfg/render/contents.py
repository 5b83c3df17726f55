"""Contents of files on their way to hosts: small ones travel with the task, large ones are asked for by their hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pushcfg.errors import InputError

# Bytes from which on a content goes by its hash.
LARGE = 64 * 1024


class Contents:
    """Reads files once, and knows every large content by its SHA-256."""

    def __init__(self) -> None:
        self.files: dict[Path, tuple[tuple[int, int], Any]] = {}
        self.large: dict[str, Path | bytes] = {}

    def of_file(self, path: Path) -> Any:
        """What a task carries for this file: text, or {sha256, size}; InputError if it cannot be read."""
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if path not in self.files or self.files[path][0] != stamp:
                self.files[path] = (stamp, self.of_bytes(path.read_bytes(), path))
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror}") from None
        return self.files[path][1]

    def of_bytes(self, data: bytes, source: Path | None = None) -> Any:
        """As of_file, of bytes; with a source only the path is kept."""
        if len(data) < LARGE:
            return data.decode("utf-8", "surrogateescape")
        digest = hashlib.sha256(data).hexdigest()
        self.large[digest] = source if source is not None else data
        return {"sha256": digest, "size": len(data)}

    def read(self, digest: str) -> bytes:
        """The bytes of a large content."""
        kept = self.large[digest]
        return kept if isinstance(kept, bytes) else kept.read_bytes()
