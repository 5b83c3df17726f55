"""Passwords hashed as crypt(3) has them in /etc/shadow, by libpass (its package is still called passlib)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import passlib.hash
from passlib.utils.binary import bcrypt64

from pushcfg.errors import TemplateError

HINT = "take a salt of the letters ./0-9A-Za-z that is as long as the method wants, and no odd number of rounds"


@dataclass(frozen=True)
class Method:
    """A method by its name in libpass, and what is taken for rounds and ident where nothing is said."""

    name: str
    rounds: int | None = None
    ident: str | None = None


METHODS = {
    "md5": Method("md5_crypt"), "blowfish": Method("bcrypt", 12, "2b"), "bcrypt": Method("bcrypt", 12, "2b"),
    "sha256": Method("sha256_crypt", 535000), "sha512": Method("sha512_crypt", 656000),
}  # fmt: skip
METHODS.update({method.name: method for method in list(METHODS.values())})


def password_hash(
    value: Any, hashtype: str = "sha512", salt: Any = None, salt_size: Any = None, rounds: Any = None, ident: Any = None
) -> str:
    """The password as /etc/shadow has it: a new salt each time, unless one is given."""
    method = METHODS.get(hashtype)
    if method is None:
        raise TemplateError(f"{hashtype} is not supported", None, f"take one of {', '.join(METHODS)}")
    if not isinstance(value, str | bytes):
        raise TypeError(f"a password is text, not {value!r}")
    if salt_size is not None and not isinstance(salt_size, int):
        raise TypeError("salt_size must be an integer")
    is_bcrypt = method.name == "bcrypt"
    settings = {
        "salt": None if not salt else bcrypt64.repair_unused(str(salt)) if is_bcrypt else str(salt),
        "salt_size": salt_size, "rounds": rounds or method.rounds,
        "ident": (ident or method.ident) if is_bcrypt else None,
    }  # fmt: skip
    algorithm = getattr(passlib.hash, method.name)
    try:
        given = {name: setting for name, setting in settings.items() if setting}
        return str(algorithm.using(**given).hash(value))
    except ValueError as error:
        raise TemplateError(f"Could not hash the secret: {error}", None, HINT) from error
