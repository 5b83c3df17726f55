"""Passwords in files of Apache and nginx: hashed, and compared with a hash."""

import hmac
import os
from base64 import b64encode

from ..core.digest import new
from ..core.failure import Failure

LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MAGIC = {"apr_md5_crypt": "$apr1$", "md5_crypt": "$1$"}
SCHEMES = ("apr_md5_crypt", "ldap_sha1", "md5_crypt", "plaintext")
# Which bytes of the digest go together into four letters, as crypt(3) has it since 1994.
ORDER = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))


def hashed(password, scheme, salt=None):
    """The hash of a password (text), with a salt of its own unless one is given."""
    secret = password.encode("utf-8", "surrogateescape")
    if scheme == "plaintext":
        return password
    if scheme == "ldap_sha1":
        return "{SHA}" + b64encode(digest("sha1", secret)).decode("ascii")
    salt = salt if salt is not None else "".join(LETTERS[byte % 64] for byte in os.urandom(8))
    return "%s%s$%s" % (MAGIC[scheme], salt, md5_crypt(secret, salt.encode("ascii"), MAGIC[scheme].encode("ascii")))


def belongs(password, entry):
    """Whether a hash is that of a password; ValueError for a kind that cannot be told."""
    for scheme, magic in MAGIC.items():
        if entry.startswith(magic):
            salt = entry[len(magic):].partition("$")[0][:8]
            return same(hashed(password, scheme, salt), entry)
    if entry.startswith("{SHA}"):
        return same(hashed(password, "ldap_sha1"), entry)
    if entry.startswith(("$", "{")):
        raise ValueError("a hash that begins with %s" % entry[:3])
    return same(password, entry)


def same(one, other):
    """Whether two texts are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode("utf-8", "surrogateescape"))


def digest(algorithm, text):
    """The digest of some bytes; Failure where the host does not allow the algorithm."""
    try:
        found = new(algorithm)
    except ValueError as error:
        raise Failure("this host has no %s to keep the password by: %s" % (algorithm, error))
    found.update(text)
    return found.digest()


def md5_crypt(secret, salt, magic):
    """The 22 letters of MD5 as crypt(3) applies it, a thousand times."""
    inner = digest("md5", secret + salt + secret)
    start = secret + magic + salt + (inner * (len(secret) // 16 + 1))[:len(secret)]
    length = len(secret)
    while length:
        start += b"\0" if length & 1 else secret[:1]
        length >>= 1
    found = digest("md5", start)
    for turn in range(1000):
        text = secret if turn & 1 else found
        text += salt if turn % 3 else b""
        text += secret if turn % 7 else b""
        found = digest("md5", text + (found if turn & 1 else secret))
    groups = [(found[a] << 16 | found[b] << 8 | found[c], 4) for a, b, c in ORDER] + [(found[11], 2)]
    return "".join(LETTERS[value >> 6 * index & 63] for value, count in groups for index in range(count))
