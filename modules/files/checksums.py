"""Checksums that a playbook asks for or reads from a registered value."""

from ..core.digest import hexdigest
from ..core.failure import Failure
from .content import content_bytes


def verify(system, content, expected):
    """Failure unless the content has this SHA-1."""
    found = hexdigest("sha1", content_bytes(system, content))
    if found != expected:
        raise Failure("src does not have the expected checksum: it is %s, not %s" % (found, expected),
                      checksum=found, expected_checksum=expected)


def checksums(system, path, both):
    """{checksum: SHA-1}, and md5sum if `both` are asked for and the host knows it."""
    told = {"checksum": system.checksum(path, "sha1")}
    if both:
        try:
            told["md5sum"] = system.checksum(path, "md5")
        except Failure:
            pass  # a host in FIPS mode has no MD5
    return told
