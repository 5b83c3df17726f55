"""Lookups on HashiCorp Vault and OpenBao: hashi_vault, vault_kv1_get, vault_kv2_get, vault_read."""

from __future__ import annotations

import shlex
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.stores.answers import covered, once
from pushcfg.template.lookups.stores.login import token_of
from pushcfg.template.lookups.stores.options import Asked

FORMATS = ("dict", "values", "raw")


def hashi_vault(terms: list[Any], context: Context, **options: Any) -> list[Any]:
    """A field of a secret (`secret/data/app:password`), or the whole; a term may have options in it (`k=v`)."""
    found: list[Any] = []
    for term in terms or [""]:
        asked = Asked(context, {**options, **of_term(str(term))}, ("secret", "return_format"))
        path, _, field = asked.text("secret").rpartition(":")
        path, field = (path, field) if path else (field, "")
        how = asked.option("return_format", "dict")
        if how not in FORMATS:
            raise TemplateError(f"return_format must be one of {', '.join(FORMATS)}, not {how!r}")
        answer = fetched(asked, path)
        if how == "raw":
            found.append(answer)
            continue
        data = inner(answer)
        if how == "values":
            found.extend(data.values())
        elif not field:
            found.append(data)
        elif field not in data:
            raise TemplateError(f"the secret {path} has no field {field!r}", None,
                                f"it has {', '.join(map(str, data))}")  # fmt: skip
        else:
            found.append(context.secret(data[field]))
    return found


def kv2_get(terms: list[Any], context: Context, **options: Any) -> list[Any]:
    """Secrets of KV version 2, each as raw, data, metadata and secret."""
    asked = Asked(context, options, ("engine_mount_point", "version"))
    mount, version = str(asked.option("engine_mount_point", "secret")).strip("/"), asked.option("version")
    found = []
    for term in terms:
        path = f"{mount}/data/{str(term).strip('/')}" + (f"?version={int(version)}" if version is not None else "")
        raw = fetched(asked, path)
        data = raw.get("data") or {}
        if "data" not in data or "metadata" not in data:
            raise TemplateError(f"{mount} is no KV store of version 2", None, "use vault_kv1_get, or correct "
                                "engine_mount_point")  # fmt: skip
        found.append({"raw": raw, "data": data, "secret": data["data"], "metadata": data["metadata"]})
    return found


def kv1_get(terms: list[Any], context: Context, **options: Any) -> list[Any]:
    """Secrets of KV version 1, each as raw, data, metadata and secret."""
    asked = Asked(context, options, ("engine_mount_point",))
    mount = str(asked.option("engine_mount_point", "kv")).strip("/")
    found = []
    for term in terms:
        raw = fetched(asked, f"{mount}/{str(term).strip('/')}")
        about = {name: value for name, value in raw.items() if name != "data"}
        found.append({"raw": raw, "data": raw["data"], "secret": raw["data"], "metadata": about})
    return found


def read(terms: list[Any], context: Context, **options: Any) -> list[Any]:
    """What is at paths, as the server answers."""
    asked = Asked(context, options, ())
    return [fetched(asked, str(term)) for term in terms]


def of_term(term: str) -> dict[str, str]:
    """The options within a term; what has no name is the secret."""
    found = {}
    try:
        words = shlex.split(term)
    except ValueError:
        raise TemplateError(f"{term!r} has a quote that does not end") from None
    for word in words:
        name, mark, value = word.partition("=")
        found.update({name: value} if mark and name.isidentifier() else {"secret": word})
    return found


def inner(answer: dict[str, Any]) -> dict[str, Any]:
    """The fields of a secret, of either version of KV."""
    data: dict[str, Any] = answer.get("data") or {}
    own = data.get("data")
    return own if isinstance(own, dict) and "metadata" in data else data


def fetched(asked: Asked, path: str) -> dict[str, Any]:
    """The answer for a path."""
    context = asked.context
    context.outside()
    server = asked.server()
    token = token_of(asked, server)
    answer = once(context, ("secret", server, token, path), lambda: server.get(path, token))
    covered(context, inner(answer))
    return answer
