"""The package relay, against a mirror of the test's own."""

import http.client
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pushcfg.lab import relay


class Mirror(BaseHTTPRequestHandler):
    """Serves /changes with an ETag that follows its text, and /pool/x.deb; counts what is asked."""

    protocol_version = "HTTP/1.1"
    text = b"first"
    asked: list[tuple[str, bool]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, "If-None-Match" in self.headers))
        known = self.headers.get("If-None-Match") == self.text.decode()
        missing = self.path == "/missing"
        self.send_response(404 if missing else 304 if known else 200)
        self.send_header("ETag", self.text.decode())
        self.send_header("Content-Length", "0" if known or missing else str(len(self.text)))
        self.end_headers()
        if not known and not missing:
            self.wfile.write(self.text)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def mirror() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    Mirror.asked, Mirror.text = [], b"first"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[http.client.HTTPConnection]:
    monkeypatch.setattr(relay.Handler, "store", relay.Store(tmp_path, {mirror: "http"}), raising=False)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    thread = threading.Thread(target=relay.run, args=(theirs,))
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        socket.send_fds(ours, [b"host1"], [listener.fileno()])
        connection = http.client.HTTPConnection(*listener.getsockname(), timeout=10)
        yield connection
    connection.close()
    ours.close()
    thread.join(5)
    theirs.close()


def get(proxy: http.client.HTTPConnection, url: str, method: str = "GET") -> tuple[int, bytes]:
    proxy.request(method, url)
    answer = proxy.getresponse()
    return answer.status, answer.read()


def test_a_package_is_fetched_once(proxy: http.client.HTTPConnection, mirror: str) -> None:
    url = f"http://{mirror}/pool/x.deb"
    assert [get(proxy, url), get(proxy, url)] == [(200, b"first"), (200, b"first")]
    assert Mirror.asked == [("/pool/x.deb", False)]


def test_an_index_is_asked_for_again(proxy: http.client.HTTPConnection, mirror: str) -> None:
    url = f"http://{mirror}/changes"
    assert [get(proxy, url), get(proxy, url)] == [(200, b"first"), (200, b"first")]
    Mirror.text = b"second"
    assert get(proxy, url) == (200, b"second")
    assert Mirror.asked == [("/changes", False), ("/changes", True), ("/changes", True)]


def test_errors_of_the_mirror_come_through(proxy: http.client.HTTPConnection, mirror: str) -> None:
    assert get(proxy, f"http://{mirror}/missing")[0] == 404


def test_nothing_else_can_be_reached(proxy: http.client.HTTPConnection, mirror: str) -> None:
    others = (
        f"http://localhost:{mirror.split(':')[1]}/",
        f"http://x@{mirror}/",
        f"https://{mirror}/",
        "/etc/passwd",
    )
    for url in others:
        assert get(proxy, url)[0] == 403, url
    for method in ("POST", "CONNECT", "PUT"):
        assert get(proxy, f"http://{mirror}/changes", method)[0] == 403, method
    assert Mirror.asked == []


def test_https_of_the_machine_is_http_in_a_host(tmp_path: Path) -> None:
    store = relay.Store(tmp_path, {"deb.example.org": "https"})
    assert store.upstream("http://deb.example.org/x?y") == "https://deb.example.org/x?y"
