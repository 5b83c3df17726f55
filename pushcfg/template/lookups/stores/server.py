"""The HTTP API of HashiCorp Vault and OpenBao: one request, its answer, and what its errors mean."""

from __future__ import annotations

import json
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from pushcfg.errors import TemplateError

# Seconds that one request may take where nothing else is said; the whole run waits for it.
LIMIT: Final = 10.0
# An answer is small; more than that is no answer.
LARGEST: Final = 16 << 20
# The server is busy, or another one is about to take over.
PASSING: Final = frozenset({412, 429, 472, 473, 500, 502, 503, 504})


@dataclass(frozen=True)
class Server:
    """Where the server is, and how it is talked to."""

    url: str
    namespace: str | None = None
    authority: str | None = None
    checks: bool = True
    limit: float = LIMIT
    retries: int = 0

    def get(self, path: str, token: str | None) -> dict[str, Any]:
        """What is at a path."""
        return self.ask("GET", path, token)

    def post(self, path: str, token: str | None, data: dict[str, Any]) -> dict[str, Any]:
        """What comes of sending data to a path."""
        return self.ask("POST", path, token, data)

    def ask(self, method: str, path: str, token: str | None, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request, tried again if the server may do better next time; TemplateError where it does not."""
        for left in range(self.retries, -1, -1):
            try:
                return self.once(method, path, token, data)
            except HTTPError as error:
                if error.code not in PASSING or not left:
                    raise refusal(self, path, error) from None
            except (URLError, OSError, HTTPException) as error:
                if not left:
                    raise TemplateError(f"{self.url} cannot be asked: {reason(error)}", None, remedy(error)) from None
            time.sleep(0.3)
        raise AssertionError

    def once(self, method: str, path: str, token: str | None, data: dict[str, Any] | None) -> dict[str, Any]:
        """One request."""
        headers = {"X-Vault-Request": "true", "Accept": "application/json"}
        headers |= {"X-Vault-Token": token} if token else {}
        headers |= {"X-Vault-Namespace": self.namespace} if self.namespace else {}
        body = None if data is None else json.dumps(data).encode()
        url = f"{self.url.rstrip('/')}/v1/{quote(path.strip('/'), safe='/?=&')}"
        request = Request(url, body, headers, method=method)  # noqa: S310 - its scheme has been looked at
        opener = build_opener(HTTPSHandler(context=self.context()), Unredirected)
        with opener.open(request, timeout=self.limit) as answer:
            text = answer.read(LARGEST)
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise TemplateError(f"{self.url} answers something else than a secret store does", None,
                                "check url (VAULT_ADDR)")  # fmt: skip
        return found

    def context(self) -> ssl.SSLContext:
        """How the server's certificate is checked."""
        try:
            context = ssl.create_default_context(cafile=self.authority)
        except (OSError, ssl.SSLError) as error:
            raise TemplateError(f"the certificates in {self.authority} cannot be read: {reason(error)}", None,
                                "check ca_cert (VAULT_CACERT)") from None  # fmt: skip
        if not self.checks:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class Unredirected(HTTPRedirectHandler):
    """Follows no redirection: a token goes to no server but the one that is named."""

    def redirect_request(self, *_: Any) -> None:
        """Nowhere."""


def refusal(server: Server, path: str, error: HTTPError) -> TemplateError:
    """What an answer means that is no success."""
    try:
        said = json.loads(error.read(LARGEST))
    except (ValueError, OSError):
        said = {}
    said = said if isinstance(said, dict) else {}
    told = "; ".join(str(text) for name in ("errors", "warnings") for text in said.get(name) or ())
    told = f" ({told})" if told else ""
    if error.code == 404:
        deleted = ((said.get("data") or {}).get("metadata") or {}).get("deletion_time")
        if deleted:
            return TemplateError(f"the secret at {path} was deleted at {deleted}", None,
                                 "undelete it, or name a version")  # fmt: skip
        return TemplateError(f"there is no secret at {path} of {server.url}{told}", None,
                             "check the path, the mount point and the namespace")  # fmt: skip
    if error.code == 403:
        return TemplateError(f"{server.url} does not permit {path}{told}", None,
                             "the token may have ended, or its policies do not cover this path: log in again, or ask "
                             "whoever runs the server")  # fmt: skip
    if 300 <= error.code < 400:
        return TemplateError(f"{server.url} sends on to {error.headers.get('Location')}", None,
                             "name that server in url (VAULT_ADDR)")  # fmt: skip
    if error.code == 503:
        return TemplateError(f"{server.url} is sealed or out of order{told}", None, "unseal it, or try again later")
    return TemplateError(f"{server.url} answers {error.code} for {path}{told}", None, "see what the server says")


def reason(error: Exception) -> str:
    """Why, in a few words."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return "it does not answer in time"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {cause.verify_message}"
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def remedy(error: Exception) -> str:
    """What to do about it."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "name the certificate of its authority in ca_cert (VAULT_CACERT)"
    if isinstance(cause, TimeoutError):
        return "check url (VAULT_ADDR) and the network, or give it longer with timeout"
    return "check url (VAULT_ADDR), and that the server runs"
