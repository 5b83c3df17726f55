"""The lookup password: a random password, kept in a file on the controller so that the next run has the same one."""

from __future__ import annotations

import fcntl
import os
import random
import re
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context

OPTIONS = ("length", "chars", "encrypt", "ident", "seed")
# What Ansible takes where nothing is said.
CHARS = ("ascii_letters", "digits", ".,:-_")
SALT = string.ascii_letters + string.digits + "./"
SALTS = {"md5_crypt": 8, "bcrypt": 22, "sha256_crypt": 16, "sha512_crypt": 16}
IDENTS = {"bcrypt": "2b"}
KEPT = re.compile(r"(?P<password>.*?)(?: salt=(?P<salt>.*?)(?: ident=(?P<ident>.*))?)?", re.DOTALL)
NOWHERE = "/dev/null"


@dataclass(frozen=True)
class Kept:
    """What a file holds: the password in the clear, and salt and ident of its hash."""

    password: str
    salt: str | None = None
    ident: str | None = None

    def text(self) -> str:
        """As it stands in the file."""
        parts = (("salt", self.salt), ("ident", self.ident))
        return self.password + "".join(f" {name}={value}" for name, value in parts if value)


def password(
    terms: list[Any], context: Context, *, length: Any = 20, chars: Any = CHARS, encrypt: Any = None,
    ident: Any = None, seed: Any = None,
) -> list[str]:  # fmt: skip
    """A password for each path, made if there is none; as a hash with `encrypt`. In a check nothing is written."""
    given = {"length": length, "chars": chars, "encrypt": encrypt, "ident": ident, "seed": seed}
    found = []
    for term in terms:
        name, own = split(str(term))
        wanted = {**given, **own}
        path = name if os.path.isabs(name) else os.path.join(context.base, os.path.expanduser(name))
        kept = settled(path, wanted, context)
        found.append(context.secret(hashed(kept, wanted) if wanted["encrypt"] else kept.password))
    return found


def split(term: str) -> tuple[str, Mapping[str, Any]]:
    """The path and the options of a term such as `credentials/root length=12 chars=digits`."""
    name, *words = term.split(" ")
    own: dict[str, Any] = {}
    for word in words:
        option, equals, value = word.partition("=")
        if equals and option in OPTIONS:
            own[option] = value.strip("'\"")
        elif equals:
            raise TemplateError(f"has no option {option!r}", None, f"it has {', '.join(OPTIONS)}")
        elif own:
            raise TemplateError(f"{word!r} stands behind options", None, "write the path first, then option=value")
        else:
            name = f"{name} {word}"
    return name, own


def settled(path: str, wanted: Mapping[str, Any], context: Context) -> Kept:
    """The password of a file, with salt and ident if it is to be hashed; written if anything of it is new."""
    if path == NOWHERE:
        context.outside()
        return completed(Kept(context.secret(made(wanted))), wanted)
    drawn = context.surroundings.kept
    if context.checks or context.surroundings.ahead is not None:
        kept = read(path) or drawn.get(("password", path))
        if kept is None:
            context.outside()
            kept = Kept(context.secret(made(wanted)))
        drawn["password", path] = kept = completed(kept, wanted)
        context.secret(kept.password)
        return kept
    with alone(path):
        before = read(path)
        kept = completed(before or Kept(made(wanted)), wanted)
        context.secret(kept.password)
        # As with Ansible, an ident that somebody gives is not a reason to write.
        told = before is not None and kept == replace(before, ident=kept.ident)
        if not told or (before is not None and before.ident != kept.ident and not wanted["ident"]):
            write(path, kept)
    return kept


def completed(kept: Kept, wanted: Mapping[str, Any]) -> Kept:
    """With the salt and ident that a hash takes."""
    encrypt, ident = wanted["encrypt"], wanted["ident"]
    if kept.ident and ident and kept.ident != ident:
        raise TemplateError(f"the ident {ident} is not the one that is kept, {kept.ident}", None, "leave ident out")
    if not encrypt:
        return kept
    salt = kept.salt or "".join(random.SystemRandom().choice(SALT) for _ in range(SALTS.get(str(encrypt), 8)))
    return Kept(kept.password, salt, kept.ident or ident or IDENTS.get(str(encrypt)))


def hashed(kept: Kept, wanted: Mapping[str, Any]) -> str:
    """The password as /etc/shadow has it."""
    from pushcfg.template.filters.passwords import password_hash  # a large library that few playbooks need

    return password_hash(kept.password, str(wanted["encrypt"]), salt=kept.salt, ident=kept.ident)


def made(wanted: Mapping[str, Any]) -> str:
    """A new password; the same one for the same seed, as Ansible makes it."""
    seed = wanted["seed"]
    source = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - who gives a seed wants that
    letters = alphabet(wanted["chars"])
    if not letters:
        raise TemplateError("chars leaves no characters to choose from", None, "name digits or ascii_letters")
    return "".join(source.choice(letters) for _ in range(int(wanted["length"])))


def alphabet(chars: Any) -> str:
    """The characters to choose from: names of Python's module string, or the characters themselves."""
    if isinstance(chars, str):
        chars = [*([","] if ",," in chars else []), *filter(None, chars.replace(",,", ",").split(","))]
    return "".join(getattr(string, str(one), str(one)) for one in chars).replace('"', "").replace("'", "")


def read(path: str) -> Kept | None:
    """What a file holds; None where there is none."""
    try:
        with open(path, "rb") as file:
            text = file.read().rstrip().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None
    found = KEPT.fullmatch(text)
    assert found is not None
    return Kept(found["password"], found["salt"] or None, found["ident"] or None)


def write(path: str, kept: Kept) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = f"{path}.new"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write((kept.text() + "\n").encode("utf-8", "surrogateescape"))
    os.replace(draft, path)


@contextmanager
def alone(path: str) -> Iterator[None]:
    """Nobody else makes a password in this folder meanwhile, which is made if it is missing."""
    folder = os.path.dirname(path) or "."
    os.makedirs(folder, mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
