"""The package relay: an http proxy in every host's network that reaches this machine's package sources only.

Hosts speak http to it; it speaks to a mirror what this machine's own sources say, so a source that is https
here works as http:// in a host. Packages are kept for good; indexes are asked for again each time.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import shutil
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections import defaultdict
from contextlib import suppress
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from pushcfg.lab import sources
from pushcfg.lab.host import kernel

PATIENCE = 60.0
CHUNK = 1 << 17
KEPT = ("ETag", "Last-Modified", "Content-Type")


class Store:
    """Which mirrors are allowed, and what was fetched from them."""

    def __init__(self, directory: Path, schemes: dict[str, str]) -> None:
        self.directory = directory
        self.schemes = schemes
        self.locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def upstream(self, address: str) -> str | None:
        """The address at a mirror that a host's request stands for; None if it is none of a mirror."""
        parts = urlsplit(address)
        scheme = self.schemes.get(parts.netloc.lower())
        return None if scheme is None or parts.scheme != "http" else parts._replace(scheme=scheme).geturl()

    def file(self, url: str) -> Path:
        """Where an answer is kept; what its headers said lies beside it."""
        return self.directory / hashlib.sha256(url.encode()).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """One connection of a host."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True
    store: Store

    def do_GET(self) -> None:
        """Send a file of a mirror."""
        url = self.store.upstream(self.path)
        if url is None:
            self.refuse()
            return
        with self.store.locks[url]:
            file = self.store.file(url)
            if file.exists() and _lasts(url):
                self.from_store(file)
            else:
                self.from_mirror(url, file)

    do_HEAD = do_GET

    def refuse(self) -> None:
        """Say that there is no way to anything but a mirror."""
        self.send_error(403, "not a package source of the machine of this lab")

    do_CONNECT = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = refuse

    def from_mirror(self, url: str, file: Path) -> None:
        """Ask the mirror, which may say that what is kept still holds."""
        request = urllib.request.Request(url)  # the scheme is that of an apt source  # noqa: S310
        if file.exists():
            headers = _headers(file)
            for name, question in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
                if name in headers:
                    request.add_header(question, headers[name])
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # as above  # noqa: S310
                self.pass_on(response, file)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 304:
                self.from_store(file)
            else:
                self.send_error(error.code)
        except OSError as error:
            self.send_error(502, str(error)[:200].splitlines()[0])

    def pass_on(self, response: HTTPResponse, file: Path) -> None:
        """Send what the mirror sends while it comes, and keep it if it comes whole."""
        headers = {name: value for name in KEPT if (value := response.headers.get(name))}
        length = response.headers.get("Content-Length")
        part = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
        if length is not None:
            self.head(headers, int(length))
        try:
            with part.open("wb") as kept:
                while data := response.read(CHUNK):
                    kept.write(data)
                    if length is not None and self.command == "GET":
                        # A host that hangs up does not keep the others from the file.
                        with suppress(OSError):
                            self.wfile.write(data)
            if length is not None and part.stat().st_size != int(length):
                raise OSError("the mirror ended early")
            file.with_suffix(".json").write_text(json.dumps(headers))
            part.replace(file)
        except OSError as error:
            self.close_connection = True
            print(f"{self.path}: {error}", flush=True)
            return
        finally:
            part.unlink(missing_ok=True)
        if length is None:
            self.from_store(file)

    def from_store(self, file: Path) -> None:
        """Send what is kept, or that the host already has it."""
        headers = _headers(file)
        known = headers.get("Last-Modified")
        if known is not None and self.headers.get("If-Modified-Since") == known:
            self.send_response(304)
            self.end_headers()
            return
        self.head(headers, file.stat().st_size)
        if self.command == "GET":
            with file.open("rb") as kept, suppress(OSError):
                shutil.copyfileobj(kept, self.wfile, CHUNK)

    def head(self, headers: dict[str, str], length: int) -> None:
        """Send the head of an answer."""
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # the name is http.server's  # noqa: A002
        """Say nothing: every package would be a line in the lab's log."""


def _lasts(url: str) -> bool:
    """Whether what lies at an address never changes."""
    return url.endswith((".deb", ".udeb", ".dsc")) or "/by-hash/" in url


def _headers(file: Path) -> dict[str, str]:
    try:
        headers: dict[str, str] = json.loads(file.with_suffix(".json").read_text())
    except (OSError, ValueError):
        return {}
    return headers


def _serve(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        Handler(connection, connection.getpeername(), None)  # type: ignore[arg-type]  # no server is needed


def run(channel: socket.socket) -> None:
    """Serve every listening socket that comes over the channel; a second one of a host replaces the first."""
    listeners: dict[bytes, socket.socket] = {}
    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            ready = key.fileobj
            if not isinstance(ready, socket.socket):
                continue
            if ready is channel:
                name, descriptors, _, _ = socket.recv_fds(channel, 256, 1)
                if not name:
                    return
                if name in listeners:
                    selector.unregister(listeners[name])
                    listeners[name].close()
                listeners[name] = socket.socket(fileno=descriptors[0])
                selector.register(listeners[name], selectors.EVENT_READ)
            else:
                connection, _ = ready.accept()
                threading.Thread(target=_serve, args=(connection,), daemon=True).start()


def allowed() -> dict[str, str]:
    """The mirrors of this machine's sources, and those of the base root, with the scheme of each."""
    addresses = sources.uris()
    return sources.schemes([*addresses, sources.debian(addresses), sources.security(addresses)])


if __name__ == "__main__":
    kernel.die_with_parent()
    store = Path(sys.argv[1])
    store.mkdir(parents=True, exist_ok=True)
    Handler.store = Store(store, allowed())
    run(socket.socket(fileno=int(sys.argv[2])))
