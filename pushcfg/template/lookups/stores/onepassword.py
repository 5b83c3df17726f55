"""The lookups onepassword and onepassword_raw: items of 1Password, read by its program `op`, version 2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.stores.answers import covered, printed

LOGGED_IN: Final = "log in with `op signin`, or set OP_SERVICE_ACCOUNT_TOKEN or OP_CONNECT_HOST and OP_CONNECT_TOKEN"


def onepassword(
    terms: list[Any], context: Context, *, field: Any = "password", section: Any = None, vault: Any = None,
    account_id: Any = None, service_account_token: Any = None, connect_host: Any = None, connect_token: Any = None,
) -> list[Any]:  # fmt: skip
    """One field of items; empty where an item has none."""
    access = {"account_id": account_id, "service_account_token": service_account_token, "connect_host": connect_host,
              "connect_token": connect_token}  # fmt: skip
    items = [item(str(term), vault, access, context) for term in terms]
    return [context.secret(field_of(found, str(field), section)) for found in items]


def onepassword_raw(
    terms: list[Any], context: Context, *, vault: Any = None, account_id: Any = None, service_account_token: Any = None,
    connect_host: Any = None, connect_token: Any = None,
) -> list[Any]:  # fmt: skip
    """Whole items."""
    access = {"account_id": account_id, "service_account_token": service_account_token, "connect_host": connect_host,
              "connect_token": connect_token}  # fmt: skip
    return [item(str(term), vault, access, context) for term in terms]


def item(name: str, vault: Any, access: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """An item; the values of its concealed fields are marked."""
    words = ["op", "item", "get", name, "--format", "json"]
    words += [] if vault is None else ["--vault", str(vault)]
    words += [] if access["account_id"] is None else ["--account", str(access["account_id"])]
    variables = {"service_account_token": "OP_SERVICE_ACCOUNT_TOKEN", "connect_host": "OP_CONNECT_HOST",
                 "connect_token": "OP_CONNECT_TOKEN"}  # fmt: skip
    environment = {variable: str(access[name]) for name, variable in variables.items() if access[name]}
    for given in ("service_account_token", "connect_token"):
        context.secret(access[given])
    try:
        found = json.loads(printed(context, words, f"op item get {name}", environment))
    except TemplateError as error:
        raise TemplateError(error.message, None, error.hint or LOGGED_IN) from None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TemplateError("op does not answer in JSON", None, "it takes version 2 of the program op")
    for each in found.get("fields", ()):
        value = each.get("value")
        context.secret(value) if each.get("type") == "CONCEALED" else covered(context, value)
    return found


def field_of(found: Mapping[str, Any], name: str, section: Any) -> Any:
    """The value of a field, by its label or id, in any letters; of the section, if one is named."""
    wanted = None if section is None else str(section).lower()
    for each in found.get("fields", ()):
        place = each.get("section") or {}
        if wanted is not None and wanted not in (str(place.get("label", "")).lower(), str(place.get("id", "")).lower()):
            continue
        if name.lower() in (str(each.get("label", "")).lower(), str(each.get("id", "")).lower()):
            return each.get("value", "")
    return ""
