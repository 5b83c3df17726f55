"""Lookups that ask stores of secrets, such as HashiCorp Vault, pass and sops. All that they bring is masked."""

from __future__ import annotations

from pushcfg.template.lookups.stores.kv import hashi_vault, kv1_get, kv2_get, read
from pushcfg.template.lookups.stores.onepassword import onepassword, onepassword_raw
from pushcfg.template.lookups.stores.passwordstore import passwordstore
from pushcfg.template.lookups.stores.sops import sops

__all__ = ["hashi_vault", "kv1_get", "kv2_get", "onepassword", "onepassword_raw", "passwordstore", "read", "sops"]
