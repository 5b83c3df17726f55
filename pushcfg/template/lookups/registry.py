"""The lookups that there are; loaded when the first one is asked for.

`LOOKUPS` has each under the name that playbooks use. A function takes the terms, a Context and its options by name,
and returns a list; it raises TemplateError without a name or a place, which the caller adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.template.lookups import (
    files,
    lists,
    merged,
    passwords,
    processes,
    sequences,
    settings,
    stores,
    tables,
    templates,
    urls,
    variables,
)

Lookup = Callable[..., list[Any]]

BUILTIN: Mapping[str, Lookup] = {
    "config": settings.config, "csvfile": tables.csvfile, "dict": lists.pairs, "env": variables.environment,
    "file": files.file,
    "fileglob": files.fileglob, "first_found": files.first_found, "indexed_items": lists.indexed, "ini": tables.ini,
    "inventory_hostnames": variables.hosts, "items": lists.items, "lines": processes.lines,
    "list": lists.as_they_are, "nested": lists.nested, "password": passwords.password, "pipe": processes.pipe,
    "random_choice": lists.random_choice, "sequence": sequences.sequence, "subelements": lists.subelements,
    "template": templates.template,
    "together": lists.together, "unvault": files.unvault, "url": urls.url, "varnames": variables.names,
    "vars": variables.variables,
}  # fmt: skip
# Those of collections have their short names, too, as far as Ansible has redirected them.
GENERAL: Mapping[str, Lookup] = {
    "cartesian": lists.cartesian, "filetree": files.filetree, "flattened": lists.flattened,
}  # fmt: skip
# Only by this name, as in Ansible.
FULL: Mapping[str, Lookup] = {"community.general.merge_variables": merged.merge_variables}
# Stores of secrets, with the short names that Ansible has for some.
STORES: Mapping[str, Lookup] = {
    "community.general.onepassword": stores.onepassword, "community.general.onepassword_raw": stores.onepassword_raw,
    "community.general.passwordstore": stores.passwordstore, "community.hashi_vault.hashi_vault": stores.hashi_vault,
    "community.hashi_vault.vault_kv1_get": stores.kv1_get, "community.hashi_vault.vault_kv2_get": stores.kv2_get,
    "community.hashi_vault.vault_read": stores.read, "community.sops.sops": stores.sops,
    "hashi_vault": stores.hashi_vault, "onepassword": stores.onepassword, "onepassword_raw": stores.onepassword_raw,
    "passwordstore": stores.passwordstore,
}  # fmt: skip
LOOKUPS: Mapping[str, Lookup] = {
    **FULL,
    **STORES,
    **BUILTIN,
    **{f"ansible.builtin.{name}": lookup for name, lookup in BUILTIN.items()},
    **{f"ansible.legacy.{name}": lookup for name, lookup in BUILTIN.items()},
    **GENERAL,
    **{f"community.general.{name}": lookup for name, lookup in GENERAL.items()},
}
# These see undefined terms and options; for any other the lookup is then undefined as a whole.
LENIENT = frozenset({variables.environment, files.first_found})
