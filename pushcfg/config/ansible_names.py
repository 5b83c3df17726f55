"""The names that Ansible itself has for our settings, as `lookup('config', ...)` and `ansible-config` show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pushcfg.config.resolve import Configuration

NAMES: Final[Mapping[str, str]] = {
    "ansible_managed": "DEFAULT_MANAGED_STR", "ask_pass": "DEFAULT_ASK_PASS",
    "ask_vault_pass": "DEFAULT_ASK_VAULT_PASS",
    "become": "DEFAULT_BECOME", "become_ask_pass": "DEFAULT_BECOME_ASK_PASS", "become_method": "DEFAULT_BECOME_METHOD",
    "become_user": "DEFAULT_BECOME_USER", "collections_path": "COLLECTIONS_PATHS", "connection": "DEFAULT_TRANSPORT",
    "diff": "DIFF_ALWAYS", "forks": "DEFAULT_FORKS", "host_key_checking": "HOST_KEY_CHECKING",
    "interpreter_python": "INTERPRETER_PYTHON", "inventory": "DEFAULT_HOST_LIST",
    "private_key_file": "DEFAULT_PRIVATE_KEY_FILE", "remote_port": "DEFAULT_REMOTE_PORT",
    "remote_user": "DEFAULT_REMOTE_USER", "roles_path": "DEFAULT_ROLES_PATH", "skip_tags": "TAGS_SKIP",
    "tags": "TAGS_RUN", "timeout": "DEFAULT_TIMEOUT", "vault_encrypt_identity": "DEFAULT_VAULT_ENCRYPT_IDENTITY",
    "vault_id_match": "DEFAULT_VAULT_ID_MATCH", "vault_identity_list": "DEFAULT_VAULT_IDENTITY_LIST",
    "vault_password_file": "DEFAULT_VAULT_PASSWORD_FILE",
}  # fmt: skip


def under_ansible_names(configuration: Configuration) -> dict[str, tuple[Any, str]]:
    """{Ansible's name: (value, where it came from)} of every setting that Ansible has, too."""
    return {NAMES[name]: (plain(chosen.value), str(chosen.position or chosen.source))
            for name, chosen in configuration.chosen.items() if name in NAMES}  # fmt: skip


def plain(value: Any) -> Any:
    """A value as templates know them."""
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
