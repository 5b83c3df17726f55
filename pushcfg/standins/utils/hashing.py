"""Digests of texts and files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pushcfg.standins.errors import AnsibleError
from pushcfg.standins.module_utils.common.text.converters import to_bytes


def secure_hash_s(data: Any, hash_func: Any = hashlib.sha1) -> str:
    """The digest of a text."""
    return str(hash_func(to_bytes(data)).hexdigest())


def secure_hash(filename: str, hash_func: Any = hashlib.sha1) -> str | None:
    """The digest of a file; None if there is none."""
    path = Path(filename)
    if not path.exists() or path.is_dir():
        return None
    try:
        return secure_hash_s(path.read_bytes(), hash_func)
    except OSError as error:
        raise AnsibleError(f"cannot read {path}: {error.strerror}") from None


checksum, checksum_s = secure_hash, secure_hash_s


def md5s(data: Any) -> str:
    """The MD5 of a text."""
    return secure_hash_s(data, hashlib.md5)


def md5(filename: str) -> str | None:
    """The MD5 of a file."""
    return secure_hash(filename, hashlib.md5)
