"""Hashes of contents, without loading OpenSSL where Python has them itself: that would cost every run 4 ms."""

from importlib import import_module

# Where CPython keeps its own SHA-1 and SHA-256: the second moved in 3.12.
BUILTIN = {"sha1": (("_sha1", "sha1"),), "sha256": (("_sha2", "sha256"), ("_sha256", "sha256"))}


def new(algorithm):
    """A hash object of hashlib's shape; ValueError for an algorithm that is not known or not allowed."""
    for module, name in BUILTIN.get(algorithm, ()):
        try:
            return getattr(import_module(module), name)()
        except (ImportError, AttributeError):
            continue
    import hashlib
    return hashlib.new(algorithm)


def hexdigest(algorithm, data):
    """The hash of some bytes, in hexadecimal."""
    digest = new(algorithm)
    digest.update(data)
    return digest.hexdigest()


def digest_of(stream):
    """The SHA-256 of what is left in a binary file."""
    digest = new("sha256")
    for piece in iter(lambda: stream.read(1 << 20), b""):
        digest.update(piece)
    return digest.hexdigest()
