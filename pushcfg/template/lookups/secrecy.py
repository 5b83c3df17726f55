"""Which calls of lookups bring a secret: what they bring is masked from then on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pushcfg.vault import is_secret

# Programs that print secrets, wherever they stand in a shell command.
STORES: Final = frozenset({
    "age", "ansible-vault", "bao", "bw", "chamber", "doppler", "gopass", "gpg", "gpg2", "keepassxc-cli", "lpass", "op",
    "pass", "rbw", "secret-tool", "security", "sops", "vault",
})  # fmt: skip
# These mark what they bring themselves: it has more in it than secrets.
OWN: Final = frozenset({"hashi_vault", "vault_kv1_get", "vault_kv2_get", "vault_read", "onepassword_raw"})
# These print secrets with some of their subcommands.
CLOUDS: Final = re.compile(r"\baws\b.*\b(?:secretsmanager|ssm)\b|\bgcloud\b.*\bsecrets\b|\baz\b.*\bkeyvault\b")
# Variables of the environment hold secrets under these names, too, which have no underscore.
ENVIRONMENT: Final = re.compile(r"PASSWORD$|SSHPASS$|_PWD$", re.IGNORECASE)


def is_secret_call(name: str, terms: Sequence[Any], busy: Sequence[str]) -> bool:
    """Whether a lookup brings a secret; `busy` are the variables that are being rendered, the innermost last.

    It does where its variable or what it asks for has a secret's name, and where a command asks a store of secrets.
    """
    short = name.rpartition(".")[2]
    if short in OWN:
        return False
    if busy and is_secret(busy[-1]):
        return True
    if short == "env":
        return any(is_secret(str(term)) or ENVIRONMENT.search(str(term)) for term in terms)
    return short in ("pipe", "lines") and any(asks_store(str(term)) for term in terms)


def asks_store(command: str) -> bool:
    """Whether a shell command runs a program that prints secrets."""
    programs = {word.rpartition("/")[2] for word in re.split(r"[\s;|&()`$'\"{}]+", command)}
    return not STORES.isdisjoint(programs) or CLOUDS.search(command) is not None
