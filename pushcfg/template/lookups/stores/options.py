"""The options of lookups on HashiCorp Vault and OpenBao: as given, else from variables, else from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean
from pushcfg.template.lookups.stores.server import LIMIT, Server

# Other names of options.
ALIASES: Final = {"cacert": "ca_cert"}
# Variables of the environment, the strongest first, beside ANSIBLE_HASHI_VAULT_ and the name in capitals.
ENVIRONMENT: Final = {
    "url": ("ANSIBLE_HASHI_VAULT_ADDR", "VAULT_ADDR", "BAO_ADDR"), "token": ("VAULT_TOKEN", "BAO_TOKEN"),
    "namespace": ("VAULT_NAMESPACE", "BAO_NAMESPACE"), "ca_cert": ("VAULT_CACERT", "BAO_CACERT"),
    "timeout": ("VAULT_CLIENT_TIMEOUT",),
    "token_path": ("HOME",),
}  # fmt: skip
VARIABLES: Final = {"url": ("ansible_hashi_vault_url", "ansible_hashi_vault_addr")}
CONNECTION: Final = ("url", "namespace", "ca_cert", "validate_certs", "timeout", "retries")
LOGIN: Final = ("auth_method", "mount_point", "token", "token_path", "token_file", "token_validate", "username",
                "password", "role_id", "secret_id", "jwt")  # fmt: skip


class Asked:
    """What one call asks for, with which options; TemplateError for one that there is not."""

    def __init__(self, context: Context, given: Mapping[str, Any], own: Sequence[str]) -> None:
        self.context = context
        self.given = {ALIASES.get(name, name): value for name, value in given.items()}
        known = (*own, *CONNECTION, *LOGIN)
        for name in self.given:
            if name not in known:
                raise TemplateError(f"has no option {name!r}", None, f"it has {', '.join(known)}")

    def option(self, name: str, default: Any = None) -> Any:
        """The value of an option."""
        if self.given.get(name) is not None:
            return self.given[name]
        for variable in VARIABLES.get(name, (f"ansible_hashi_vault_{name}",)):
            value = self.context.variable(variable)
            if value is not None:
                return value
        for variable in (f"ANSIBLE_HASHI_VAULT_{name.upper()}", *ENVIRONMENT.get(name, ())):
            if os.environ.get(variable):
                return os.environ[variable]
        return default

    def text(self, name: str) -> str:
        """The value of an option that has to be given."""
        value = self.option(name)
        if value in (None, ""):
            variable = f"set the variable ansible_hashi_vault_{name}"
            raise TemplateError(f"needs {name}", None, f"give it {name}='...', or {variable}")
        return str(value)

    def server(self) -> Server:
        """The server."""
        url = self.option("url")
        if not url:
            raise TemplateError("needs the address of the server", None,
                                "give it url='https://...', or set VAULT_ADDR")  # fmt: skip
        if not str(url).startswith(("https://", "http://")):
            raise TemplateError(f"{str(url)!r} is no address of a server", None, "write https://HOST:PORT")
        skip = os.environ.get("VAULT_SKIP_VERIFY") or os.environ.get("BAO_SKIP_VERIFY")
        checks = self.option("validate_certs")
        return Server(
            str(url), self.option("namespace"), self.option("ca_cert"),
            boolean(checks) if checks is not None else not boolean(skip or False),
            self.number("timeout", LIMIT), int(self.number("retries", 0)),
        )  # fmt: skip

    def number(self, name: str, default: float) -> float:
        """An option that is a number; seconds may be written as `30s`."""
        value = self.option(name, default)
        try:
            number = float(str(value).removesuffix("s"))
        except ValueError:
            number = -1
        if number < 0 or (name == "timeout" and number == 0):
            raise TemplateError(f"{name} must be a number, not {value!r}")
        return number
