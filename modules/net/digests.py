"""The digest that a download is to have: as the argument says it, or as a file of digests on a server."""

import re

from ..core.failure import Failure
from .response import url_file_name

BSD_LINE = re.compile(r"^\w+ ?\((?P<path>.+)\) ?= ?(?P<digest>[\w.]+)$")
GNU_LINE = re.compile(r"^(?P<digest>[\w.]+)\s+(?:\*|\./|\.)?(?P<path>.+)$")
SCHEMES = ("http", "https", "ftp", "file")


def digest_problems(text):
    """What is wrong with the argument checksum."""
    if not text or "{{" in text:
        return []
    algorithm, separator, digest = text.partition(":")
    if not separator or not algorithm:
        return ["checksum is algorithm:digest, such as sha256:5097fa..."]
    if digest.partition("://")[0] in SCHEMES and "://" in digest:
        return []
    return [] if re.match(r"^[0-9a-fA-F]+$", re.sub(r"\W+", "", digest)) else ["checksum has no hexadecimal digest"]


def find_digest(module, system, text):
    """(algorithm, hex) that the argument checksum asks for; None without one."""
    if not text:
        return None
    algorithm, _, digest = text.partition(":")
    if digest.partition("://")[0] in SCHEMES:
        response = system.request(module.request(digest, fresh=True))
        if response.status != 200:
            raise Failure("cannot get the checksum from %s: %s" % (digest, response.message()))
        digest = in_list(response.text().splitlines(), url_file_name(module.url), digest)
    return algorithm, re.sub(r"\W+", "", digest).lower()


def in_list(lines, name, source):
    """The digest of the file of this name among the lines of sha256sum or of BSD's tools."""
    if len(lines) == 1 and len(lines[0].split()) == 1:
        return lines[0]
    for line in lines:
        found = BSD_LINE.match(line) or GNU_LINE.match(line)
        if found is not None and name in (found.group("path"), found.group("path").lstrip("./")):
            return found.group("digest")
    raise Failure("Unable to find a checksum for file '%s' in '%s'" % (name, source))
