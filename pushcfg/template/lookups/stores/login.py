"""How to be known to HashiCorp Vault and OpenBao: by a token, or by a login that brings one."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.lists import boolean
from pushcfg.template.lookups.stores.answers import once
from pushcfg.template.lookups.stores.options import Asked
from pushcfg.template.lookups.stores.server import Server

METHODS: Final = ("token", "approle", "userpass", "ldap", "jwt", "none")


def token_of(asked: Asked, server: Server) -> str | None:
    """The token to ask with; a login happens once a run. None for the method `none`."""
    method = asked.option("auth_method", "token")
    if method not in METHODS:
        raise TemplateError(f"the auth_method {method!r} is not supported", None,
                            f"it can be {', '.join(METHODS)}; or log in before, and set VAULT_TOKEN")  # fmt: skip
    if method == "none":
        return None
    if method == "token":
        return by_token(asked, server)
    path, data = credentials(asked, method)
    for name in ("password", "secret_id", "jwt"):
        asked.context.secret(data.get(name))
    key = ("login", server, path, tuple(sorted(data.items())))
    answer = once(asked.context, key, lambda: server.post(path, None, data))
    token = (answer.get("auth") or {}).get("client_token")
    if not token:
        raise TemplateError(f"the login at {path} brings no token", None, "check auth_method and mount_point")
    return str(asked.context.secret(str(token)))


def credentials(asked: Asked, method: str) -> tuple[str, dict[str, str]]:
    """Where to log in, and what to send."""
    mount = f"auth/{str(asked.option('mount_point', method)).strip('/')}/login"
    if method == "approle":
        secret = asked.option("secret_id")
        return mount, {"role_id": asked.text("role_id"), **({"secret_id": str(secret)} if secret else {})}
    if method == "jwt":
        return mount, {"role": asked.text("role_id"), "jwt": asked.text("jwt")}
    return f"{mount}/{quote(asked.text('username'), safe='')}", {"password": asked.text("password")}


def by_token(asked: Asked, server: Server) -> str:
    """The token that is given, in the environment, or in the file that the programs `vault` and `bao` leave."""
    token = asked.option("token") or from_file(asked)
    if not token:
        raise TemplateError("needs a token", None, "log in with `vault login` (`bao login`), set VAULT_TOKEN, or give "
                            "it an auth_method")  # fmt: skip
    asked.context.secret(str(token))
    if boolean(asked.option("token_validate", False)):
        once(asked.context, ("token", server, token), lambda: server.get("auth/token/lookup-self", str(token)))
    return str(token)


def from_file(asked: Asked) -> str:
    """The token in the token file; empty where there is none."""
    path = Path(str(asked.option("token_path", "~"))).expanduser() / str(asked.option("token_file", ".vault-token"))
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise TemplateError(f"the token file {path} cannot be read: {error.strerror}") from None
