"""Filters that encode: base64, hashes, identifiers, and passwords as /etc/shadow has them."""

from __future__ import annotations

import base64
import functools
import hashlib
import uuid
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import bytes_of, text_of

# The namespace in which Ansible makes its identifiers.
NAMESPACE = uuid.UUID("361E6D51-FAEC-444A-9079-341386DA8E2E")


def b64encode(value: Any, encoding: str = "utf-8", urlsafe: bool = False) -> str:
    """The text in base64."""
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    return encode(bytes_of(value, encoding)).decode("ascii")


def b64decode(value: Any, encoding: str = "utf-8", urlsafe: bool = False) -> str:
    """The text that base64 stands for."""
    decode = base64.urlsafe_b64decode if urlsafe else base64.b64decode
    return decode(bytes_of(value)).decode(encoding, "surrogateescape")


def digest(value: Any, hashtype: str = "sha1") -> str:
    """A hash of the text, in hexadecimal."""
    made = hashlib.new(hashtype, usedforsecurity=False)
    made.update(bytes_of(value))
    return made.hexdigest()


def to_uuid(value: Any, namespace: Any = NAMESPACE) -> str:
    """An identifier that is always the same for the same text."""
    try:
        space = namespace if isinstance(namespace, uuid.UUID) else uuid.UUID(namespace)
    except (AttributeError, ValueError) as error:
        raise TemplateError(f"Invalid value '{namespace}' for 'namespace': {error}") from error
    return str(uuid.uuid5(space, text_of(value)))


def password_hash(value: Any, hashtype: str = "sha512", *arguments: Any, **options: Any) -> str:
    """The password as /etc/shadow has it: a new salt each time, unless one is given."""
    # The library is large, and few playbooks need it.
    from pushcfg.template.filters import passwords

    return passwords.password_hash(value, hashtype, *arguments, **options)


CHECKED = {
    "b64encode": b64encode, "b64decode": b64decode, "hash": digest, "to_uuid": to_uuid,
    "md5": functools.partial(digest, hashtype="md5"), "sha1": functools.partial(digest, hashtype="sha1"),
    "checksum": functools.partial(digest, hashtype="sha1"), "password_hash": password_hash,
}  # fmt: skip
