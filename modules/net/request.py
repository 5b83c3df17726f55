"""A request for what is at a URL: how it is to be asked, and the asking."""

import base64
import time

from ..core.failure import Failure, Missing
from ..core.reader import raw
from .response import Response, store

# Seconds that a whole answer may take where the task sets no limit.
LONGEST = 3600.0
# Bytes that are taken off the network at once.
PIECE = 1 << 16


class Request:
    """What is asked, and how. `timeout` is in seconds, for each wait; `body` is bytes; `modified_since` a time, in
    seconds since 1970, and nothing older is wanted; `fresh` says that no cache on the way may answer.
    """

    def __init__(self, url, method="GET", headers=None, body=None, timeout=10, validate_certs=True, ca_path=None,
                 client_cert=None, client_key=None, ciphers=None, use_proxy=True, use_netrc=True, username=None,
                 password=None, force_basic_auth=False, agent="ansible-httpget", unredirected=(), redirects="urllib2",
                 unix_socket=None, decompress=True, modified_since=None, fresh=False, folder=None):
        self.url, self.username, self.password = without_login(url, username, password)
        self.method = method
        self.headers = {str(name): str(value) for name, value in (headers or {}).items()}
        self.body = body
        self.timeout = timeout
        self.validate_certs = validate_certs
        self.ca_path = ca_path
        self.client_cert = client_cert
        self.client_key = client_key
        self.ciphers = ciphers
        self.use_proxy = use_proxy
        self.use_netrc = use_netrc
        self.force_basic_auth = force_basic_auth
        self.agent = agent
        self.unredirected = [name.lower() for name in unredirected or ()]
        self.redirects = redirects
        self.unix_socket = unix_socket
        self.decompress = decompress
        self.modified_since = modified_since
        self.fresh = fresh
        # Where an answer is kept that is too large for memory.
        self.folder = folder

    def send(self, environment, limit=None):
        """The Response, whatever its status; Missing if nobody answers."""
        import http.client
        import http.cookiejar
        import urllib.error
        import urllib.request

        from .handlers import handlers
        deadline = time.monotonic() + (limit or LONGEST)
        cookies = http.cookiejar.CookieJar()
        try:
            opener = urllib.request.build_opener(*handlers(self, environment, cookies))
            opener.addheaders = []
            try:
                found = opener.open(self.prepared(environment), timeout=self.timeout)
            except urllib.error.HTTPError as error:
                found = error
            with found:
                return self.answer(found, cookies, deadline)
        except urllib.error.URLError as error:
            raise Missing("Request failed: <urlopen error %s>" % error.reason, status=-1, url=self.url)
        except (http.client.HTTPException, EOFError) as error:
            raise Missing("Connection failure: connection was closed before a valid response was received: %s" % (
                str(error) or type(error).__name__), status=-1, url=self.url)
        except OSError as error:
            raise Missing("Connection failure: %s" % error, status=-1, url=self.url)
        except ValueError as error:
            raise Failure("cannot ask for %s: %s" % (self.url, error), status=-1, url=self.url)

    def prepared(self, environment):
        """The request in the words of urllib."""
        import urllib.request
        from email.utils import formatdate
        request = urllib.request.Request(self.url, data=self.body, method=self.method)
        request.add_header("User-agent", self.agent)
        if self.fresh:
            request.add_header("cache-control", "no-cache")
        elif self.modified_since is not None:
            request.add_header("If-Modified-Since", formatdate(self.modified_since, usegmt=True))
        for name, value in self.headers.items():
            (request.add_unredirected_header if name.lower() in self.unredirected else request.add_header)(name, value)
        login = self.login(environment)
        if login is not None and "authorization" not in {name.lower() for name in self.headers}:
            request.add_unredirected_header("Authorization", login)
        return request

    def login(self, environment):
        """The value of Authorization that goes with the first request; None where the server is to ask first."""
        user, password = self.username, self.password or ""
        if user is None and self.use_netrc:
            user, password = from_netrc(self.url, environment)
        elif not self.force_basic_auth:
            return None
        if user is None:
            return None
        return "Basic " + base64.b64encode(raw("%s:%s" % (user, password))).decode("ascii")

    def answer(self, found, cookies, deadline):
        """What came back, its content kept; Failure if it takes too long or is cut off."""
        stream, length = found, found.headers.get("Content-Length")
        if self.decompress and found.headers.get("Content-Encoding", "").lower() == "gzip":
            import gzip
            stream, length = gzip.GzipFile(fileobj=found), None
        file, size = store(self.folder), 0
        while True:
            piece = stream.read(PIECE)
            if not piece:
                break
            file.write(piece)
            size += len(piece)
            if time.monotonic() > deadline:
                raise Failure("%s did not arrive within the time that the task has" % self.url, url=self.url)
        if self.method != "HEAD" and length is not None and length.isdigit() and found.headers.get("Transfer-Encoding")\
                is None and size != int(length) and found.getcode() not in (204, 304):
            raise Failure("Incomplete read: %d of %s bytes of %s arrived" % (size, length, self.url), url=self.url)
        file.seek(0)
        pairs = [(name.lower(), value) for name, value in found.headers.items()]
        return Response(found.getcode() or 200, getattr(found, "reason", None) or "", found.geturl(), pairs, file,
                        size, [(cookie.name, cookie.value) for cookie in cookies])


def without_login(url, username, password):
    """(url without a user and password in it, user, password); arguments count before what is in the URL."""
    scheme, separator, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    if not separator or "@" not in place or scheme == "file":
        return url, username, password
    from urllib.parse import unquote
    login, _, host = place.rpartition("@")
    user, _, secret = login.partition(":")
    if username is None:
        username, password = unquote(user), unquote(secret)
    return scheme + separator + host + slash + path, username, password


def from_netrc(url, environment):
    """(user, password) that the netrc file of the task's user has for the server, else (None, None)."""
    import netrc
    import os
    from urllib.parse import urlsplit
    path = environment.get("NETRC") or os.path.join(environment.get("HOME", "/"), ".netrc")
    host = urlsplit(url).hostname
    try:
        found = netrc.netrc(path).authenticators(host) if host and os.path.exists(path) else None
    except (OSError, netrc.NetrcParseError):
        found = None
    return (found[0], found[2]) if found is not None else (None, None)
