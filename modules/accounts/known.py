"""The lines of a known_hosts file: whose key each of them is."""

import base64
import binascii
import fnmatch
import hashlib
import hmac
import os

HASHED = "|1|"


class Entry:
    """One line: a marker such as @revoked or "", the hosts as they are written, the type and the key itself."""

    def __init__(self, marker, hosts, kind, key):
        self.marker = marker
        self.hosts = hosts
        self.kind = kind
        self.key = key

    def same(self, other):
        """Whether both say the same; how hosts are hashed does not count."""
        hosts = self.hosts == other.hosts or (not self.marker and self.hosts.startswith(HASHED)
                                              and other.hosts.startswith(HASHED))
        return hosts and (self.marker, self.kind, self.key) == (other.marker, other.kind, other.key)

    def is_of(self, host):
        """Whether it is a key of this host."""
        if self.hosts.startswith(HASHED):
            return self.hosts == hashed(host, self.hosts.split("|")[2])
        patterns = self.hosts.lower().split(",")
        if any(fnmatch.fnmatchcase(host, plain(pattern[1:])) for pattern in patterns if pattern.startswith("!")):
            return False
        return any(fnmatch.fnmatchcase(host, plain(pattern)) for pattern in patterns if not pattern.startswith("!"))


def plain(pattern):
    """A pattern of sshd(8), in which brackets stand for themselves, as one of fnmatch."""
    return pattern.replace("[", "[[]")


def parse(line):
    """The Entry of a line; None for a comment, and for what is no entry."""
    words = line.split()
    if not words or words[0].startswith("#"):
        return None
    marker = words.pop(0) if words[0].startswith("@") else ""
    return Entry(marker, words[0], words[1], words[2]) if len(words) > 2 else None


def hashed(host, salt=None):
    """A host as ssh hashes it, with this salt (base64) or a new one."""
    try:
        key = os.urandom(20) if salt is None else base64.b64decode(salt)
    except (binascii.Error, ValueError):
        return None
    digest = hmac.new(key, host.encode("utf-8"), hashlib.sha1).digest()
    return HASHED + base64.b64encode(key).decode("ascii") + "|" + base64.b64encode(digest).decode("ascii")


def find(lines, host, wanted):
    """(whether this very entry is there, the number of its line or of the one that it replaces, or None)."""
    replaced = None
    for number, line in enumerate(lines):
        entry = parse(line)
        if entry is None or not entry.is_of(host):
            continue
        if wanted.same(entry):
            return True, number
        if not entry.marker and wanted.kind == entry.kind and replaced is None:
            replaced = number
    return False, replaced
