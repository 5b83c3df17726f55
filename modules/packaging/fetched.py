"""What is at a URL, as the host sees it: keys of repositories, mostly."""

from ..core.failure import Failure

# Nothing that is fetched this way is longer.
MOST = 8 << 20
TIMEOUT = 30


def fetched(system, url, validate_certs=True):
    """The bytes at an http, https, ftp or file URL; once a run. Failure says why there are none."""
    return system.record("url", url, lambda: download(url, validate_certs)).encode("latin-1")


def download(url, validate_certs):
    """The bytes, as text of Latin-1, which is how a record travels."""
    import ssl
    from urllib.request import Request, urlopen
    if url.partition("://")[0] not in ("http", "https", "ftp", "file"):
        raise Failure("cannot fetch %s: only http, https, ftp and file are known" % url)
    context = ssl.create_default_context()
    if not validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        with urlopen(Request(url, headers={"User-Agent": "pushcfg"}), timeout=TIMEOUT, context=context) as answer:
            data = answer.read(MOST + 1)
    except (OSError, ValueError) as error:
        raise Failure("cannot fetch %s: %s" % (url, getattr(error, "reason", error)))
    if len(data) > MOST:
        raise Failure("cannot fetch %s: it is longer than %d bytes" % (url, MOST))
    return data.decode("latin-1")
