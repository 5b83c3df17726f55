"""The lookup url: what is at an address, fetched by the controller."""

from __future__ import annotations

import base64
import http.client
import netrc
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean

# Seconds for a whole answer; `timeout` is for each time that nothing comes.
LIMIT = 300.0
REDIRECTS = ("urllib2", "all", "yes", "safe", "none", "no")


def url(
    terms: list[Any], context: Context, *, validate_certs: Any = True, split_lines: Any = True, use_proxy: Any = True,
    username: Any = None, password: Any = None, headers: Any = None, force: Any = None, timeout: Any = None,
    http_agent: Any = None, force_basic_auth: Any = None, follow_redirects: Any = None, use_gssapi: Any = None,
    unix_socket: Any = None, ca_path: Any = None, unredirected_headers: Any = None, ciphers: Any = None,
    use_netrc: Any = None,
) -> list[str]:  # fmt: skip
    """The lines of what is at each address, or its whole text."""

    def setting(value: Any, name: str, default: Any, variable: str = "") -> Any:
        return context.setting(value, f"ansible_lookup_url_{variable or name}",
                               f"ANSIBLE_LOOKUP_URL_{(variable or name).upper()}", default)  # fmt: skip

    if boolean(setting(use_gssapi, "use_gssapi", False)):
        raise TemplateError("GSSAPI is not supported", None, "leave use_gssapi out")
    redirects = str(setting(follow_redirects, "follow_redirects", "urllib2"))
    if redirects not in REDIRECTS:
        raise TemplateError(f"follow_redirects must be one of {', '.join(REDIRECTS)}, not {redirects!r}")
    secure = trust(boolean(validate_certs), setting(ca_path, "ca_path", None), words(setting(ciphers, "ciphers", ())))
    handlers: list[Any] = [urllib.request.HTTPSHandler(context=secure)]
    path = setting(unix_socket, "unix_socket", None)
    if path is not None:
        handlers += [Socket(str(path)), urllib.request.ProxyHandler({})]
    elif not boolean(use_proxy):
        handlers.append(urllib.request.ProxyHandler({}))
    if redirects in ("none", "no"):
        handlers.append(Stay())
    extra = {str(name): str(value) for name, value in dict(headers or {}).items()}
    if boolean(setting(force, "force", False)):
        extra["Cache-Control"] = "no-cache"
    extra["User-Agent"] = str(setting(http_agent, "http_agent", "ansible-httpget", "agent"))
    here = words(setting(unredirected_headers, "unredirected_headers", (), "unredir_headers"))
    once = {name.lower() for name in here}
    seconds = float(setting(timeout, "timeout", 10))
    early = boolean(setting(force_basic_auth, "force_basic_auth", False))
    own = boolean(setting(use_netrc, "use_netrc", True))
    found: list[str] = []
    for term in terms:
        context.outside()
        asked, login = without_login(str(term), username, context.secret(password))
        if login is None and own:
            login = from_netrc(asked)
        if login is not None:
            context.secret(login[1])
        request = urllib.request.Request(asked)  # noqa: S310 - Ansible takes file: and ftp:, too
        for name, value in {**extra, **(basic(login) if login and early else {})}.items():
            (request.add_unredirected_header if name.lower() in once else request.add_header)(name, value)
        text = fetched(request, [*handlers, *answering(login, asked)], seconds).decode("utf-8", "surrogateescape")
        found.extend(text.splitlines() if boolean(split_lines) else [text])
    return found


class Stay(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for the error that it is to urllib."""

    def redirect_request(self, *arguments: Any) -> None:
        """Nothing to ask for instead."""


class Socket(urllib.request.HTTPHandler):
    """Speaks HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """As its parent, with another kind of connection."""
        path = self.path

        class Connection(http.client.HTTPConnection):
            def connect(self) -> None:
                self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                if isinstance(self.timeout, int | float):
                    self.sock.settimeout(self.timeout)
                self.sock.connect(path)

        return self.do_open(Connection, request)


def fetched(request: urllib.request.Request, handlers: list[Any], seconds: float) -> bytes:
    """The bytes of an answer; TemplateError where there is none."""
    told, end = request.full_url, time.monotonic() + LIMIT
    pieces = []
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as answer:
            while piece := answer.read(1 << 16):
                pieces.append(piece)
                if time.monotonic() > end:
                    raise TemplateError(f"{told} has not answered whole within {LIMIT:g} s")
    except urllib.error.HTTPError as error:
        raise TemplateError(f"{told} answers {error.code} {error.reason}", None, "correct the address") from None
    except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as error:
        raise TemplateError(f"{told} cannot be fetched: {getattr(error, 'reason', None) or error}", None,
                            "see whether the controller reaches it") from None
    return b"".join(pieces)


def trust(checks: bool, authorities: Any, ciphers: list[str]) -> ssl.SSLContext:
    """Which servers are believed to be who they say."""
    made = ssl.create_default_context(cafile=None if authorities is None else str(authorities))
    if not checks:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    if ciphers:
        made.set_ciphers(":".join(ciphers))
    return made


def without_login(address: str, username: Any, password: Any) -> tuple[str, tuple[str, str] | None]:
    """An address without the login in it, and that login or the one that was given."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https") and parts.username is not None:
        username, password = username or unquote(parts.username), password or unquote(parts.password or "")
        address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return address, None if username is None else (str(username), str(password or ""))


def from_netrc(address: str) -> tuple[str, str] | None:
    """The login that ~/.netrc has for a host."""
    try:
        found = netrc.netrc().authenticators(urlsplit(address).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return None
    return None if found is None else (found[0], found[2] or "")


def basic(login: tuple[str, str]) -> Mapping[str, str]:
    """The header of a login, for servers that do not ask for it."""
    return {"Authorization": "Basic " + base64.b64encode(":".join(login).encode()).decode("ascii")}


def answering(login: tuple[str, str] | None, address: str) -> list[Any]:
    """What answers a server that asks for a login."""
    if login is None:
        return []
    known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, address, *login)
    return [urllib.request.HTTPBasicAuthHandler(known), urllib.request.HTTPDigestAuthHandler(known)]


def words(value: Any) -> list[str]:
    """A list of texts, which may be one text with commas."""
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else [str(word) for word in value]
