"""A server that answers as the HTTP API of HashiCorp Vault and OpenBao says.

The real one is in no package registry that this project builds from, so this one stands in for it: paths, headers, codes
and bodies are those of the API's documentation (KV version 1 and 2, tokens, AppRole, userpass, namespaces).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "hvs.CAESIJ-root-token-0001"
LOGIN_TOKEN = "hvs.CAESIK-login-token-002"
TEAM_TOKEN = "hvs.CAESIL-team-token-0003"
ROLE = {"role_id": "59d6d1ca-47bb-4e7e-a40b-8be3bc5a0ba8", "secret_id": "84896a0c-1347-aa90-a4f6-aca8b7558780"}
PERSON = ("mitchellh", "Sup3r-secret-Login")
SECRETS = {"password": "correct-horse-kv2", "user": "app", "port": 5432, "pin": "4711", "text": "two\nlines of it"}
METADATA = {"created_time": "2026-03-22T02:24:06.945319214Z", "custom_metadata": None, "deletion_time": "",
            "destroyed": False, "version": 2}  # fmt: skip


def answer_of(data: Any) -> dict[str, Any]:
    """What stands around the data of every answer."""
    return {"request_id": "b4d2f2c0-9c1c-9c2b-ba5f-0a4f0f7f3f0d", "lease_id": "", "renewable": False,
            "lease_duration": 0, "data": data, "wrap_info": None, "warnings": None, "auth": None}  # fmt: skip


def login_of(token: str) -> dict[str, Any]:
    """The answer to a login."""
    return {**answer_of(None), "auth": {"client_token": token, "policies": ["default"], "lease_duration": 2764800,
                                        "renewable": True}}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""

    def do_GET(self) -> None:
        self.handle_one(None)

    def do_POST(self) -> None:
        self.handle_one(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def handle_one(self, body: Any) -> None:
        """Note the request, and answer."""
        self.server.asked.append((self.command, self.path, self.headers.get("X-Vault-Namespace")))
        time.sleep(self.server.delay)
        code, data = self.answer(self.path.removeprefix("/v1/"), body)
        text = json.dumps(data).encode()
        self.send_response(code)
        if code == 307:
            self.send_header("Location", "https://active.example.com:8200" + self.path)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        with suppress(BrokenPipeError):
            self.wfile.write(text)

    def answer(self, path: str, body: Any) -> tuple[int, Any]:
        """The code and the body."""
        if self.server.codes:
            code = self.server.codes.pop(0)
            return code, {"errors": ["Vault is sealed"] if code == 503 else []}
        if path == "auth/approle/login":
            return (200, login_of(LOGIN_TOKEN)) if body == ROLE else (400, {"errors": ["invalid role or secret ID"]})
        if path == f"auth/userpass/login/{PERSON[0]}":
            fits = body == {"password": PERSON[1]}
            return (200, login_of(LOGIN_TOKEN)) if fits else (400, {"errors": ["invalid username or password"]})
        token, namespace = self.headers.get("X-Vault-Token"), self.headers.get("X-Vault-Namespace")
        if token not in {None: (TOKEN, LOGIN_TOKEN), "team": (TEAM_TOKEN,)}.get(namespace, ()):
            return 403, {"errors": ["permission denied"]}
        if path == "auth/token/lookup-self":
            return 200, answer_of({"id": token, "policies": ["root"], "ttl": 0})
        return KV.get(path, (404, {"errors": []}))


KV = {
    "secret/data/app": (200, answer_of({"data": SECRETS, "metadata": METADATA})),
    "secret/data/app?version=1": (200, answer_of({"data": {"password": "first-password"},
                                                  "metadata": {**METADATA, "version": 1}})),
    "secret/data/gone": (404, answer_of({"data": None, "metadata": {**METADATA, "deletion_time":
                                                                    "2026-04-01T10:00:00.0Z"}})),
    "secret/app": (404, {"errors": [], "warnings": ["Invalid path for a versioned K/V secrets engine. See the API docs "
                                                    "for the appropriate API endpoints to use."]}),
    "team/kv/data/web/tls": (200, answer_of({"data": {"key": "PEM-of-web-tls"}, "metadata": METADATA})),
    "kv/old": (200, {**answer_of({"password": "kv1-password"}), "lease_duration": 2764800}),
}  # fmt: skip


@contextmanager
def serving(context: Any = None) -> Iterator[Any]:
    """A server on a port of loopback: `url`, `asked`, `delay` seconds before each answer, `codes` to answer with first."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.delay, server.codes = [], 0.0, []
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = f"{'http' if context is None else 'https'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
