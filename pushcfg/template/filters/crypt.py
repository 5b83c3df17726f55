"""Passwords hashed with SHA-256 and SHA-512, as crypt(3) does.

The algorithm is U. Drepper's "Unix crypt using SHA-256 and SHA-512" (akkadia.org/drepper/SHA-crypt.txt); its steps have
the numbers that they have there. Python's own module `crypt` is gone since 3.13.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from pushcfg.errors import TemplateError

LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST_SALT = 16
USUAL_ROUNDS = 5000


@dataclass(frozen=True)
class Method:
    """`mark` is what the hash begins with, `rounds` what Ansible takes by default, `order` how bytes are shuffled."""

    mark: str
    digest: str
    rounds: int
    order: tuple[tuple[int, int, int], ...]
    rest: tuple[int, ...]


def triples(count: int, step: int, rotate: int) -> tuple[tuple[int, int, int], ...]:
    """The byte order of the last step: three columns, rotated by one from row to row."""
    rows = []
    for row in range(count):
        columns = (row, row + step, row + 2 * step)
        shift = row * rotate % 3
        rows.append((columns[shift], columns[(shift + 1) % 3], columns[(shift + 2) % 3]))
    return tuple(rows)


METHODS = {
    "sha512": Method("6", "sha512", 656000, triples(21, 21, 1), (63,)),
    "sha256": Method("5", "sha256", 535000, triples(10, 10, 2), (31, 30)),
}


def salt_of(salt: Any, size: int | None) -> str:
    """The salt that was given, or a new one; TemplateError for one that crypt(3) does not take."""
    if not salt:
        return "".join(secrets.choice(LETTERS) for _ in range(size or LONGEST_SALT))
    text = str(salt)
    if len(text) > LONGEST_SALT or any(letter not in LETTERS for letter in text):
        raise TemplateError("Could not hash the secret.", None, "a salt has at most 16 of the characters ./0-9A-Za-z")
    return text


def sha_crypt(password: bytes, name: str, salt: str, rounds: int | None) -> str:
    """The hash with its method, rounds and salt."""
    method = METHODS[name]
    count = rounds or method.rounds
    if not 1000 <= count <= 999999999:
        raise TemplateError("Could not hash the secret.", None, "rounds must be from 1000 to 999999999")
    said = f"rounds={count}$" if count != USUAL_ROUNDS else ""
    return f"${method.mark}${said}{salt}${encoded(method, raw_hash(method, password, salt.encode(), count))}"


def raw_hash(method: Method, password: bytes, salt: bytes, rounds: int) -> bytes:
    """Steps 1 to 21: the bytes of the hash."""
    size, length = hashlib.new(method.digest).digest_size, len(password)

    def digest(*parts: bytes) -> bytes:
        return hashlib.new(method.digest, b"".join(parts)).digest()

    def repeated(block: bytes, count: int) -> bytes:
        return block * (count // size) + block[: count % size]

    other = digest(password, salt, password)  # 4-8
    parts = [password, salt, repeated(other, length)]  # 9-10
    bits = length
    while bits:  # 11
        parts.append(other if bits & 1 else password)
        bits >>= 1
    mixed = digest(*parts)  # 12
    by_password = repeated(digest(password * length), length)  # 13-16
    by_salt = repeated(digest(salt * (16 + mixed[0])), len(salt))  # 17-20
    new = getattr(hashlib, method.digest)
    for number in range(rounds):  # 21
        block = by_password if number & 1 else mixed
        if number % 3:
            block += by_salt
        if number % 7:
            block += by_password
        mixed = new(block + (mixed if number & 1 else by_password)).digest()
    return mixed


def encoded(method: Method, data: bytes) -> str:
    """Step 22: the bytes in crypt's own base 64."""
    text = ""
    for first, second, third in method.order:
        text += letters(data[first] << 16 | data[second] << 8 | data[third], 4)
    number = 0
    for index in method.rest:
        number = number << 8 | data[index]
    return text + letters(number, len(method.rest) + 1)


def letters(number: int, count: int) -> str:
    """So many letters of a number, the lowest six bits first."""
    return "".join(LETTERS[number >> 6 * place & 63] for place in range(count))
