"""The key of a repository that is at a URL, as the host gets it."""

from ..core.failure import Failure
from ..net.request import Request


def fetched(system, url, validate_certs=True):
    """The bytes at a URL; Failure says why there are none."""
    response = system.request(Request(url, timeout=30, validate_certs=validate_certs))
    if response.status != 200:
        raise Failure("cannot fetch %s: %s" % (url, response.message()))
    return response.read()
