"""Every setting: its name, its kind, its default, and where it can be set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    """What the value of a setting is."""

    TEXT = "text"
    NUMBER = "a whole number"
    SECONDS = "a number of seconds"
    FLAG = "true or false"
    PATH = "a path"
    PATHS = "a list of paths"
    SOURCES = "a list of inventory sources"
    WORDS = "a list of words"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    `name` is its key in pushcfg.toml; in capitals behind PUSHCFG_ it is a variable of the environment. `ini` are its
    (section, key) in ansible.cfg and `variables` those of the environment that Ansible reads; of several that are set
    the last counts. `option` is the long form of an option of the command line.
    """

    name: str
    kind: Kind
    help: str
    default: Any = None
    ini: tuple[tuple[str, str], ...] = ()
    variables: tuple[str, ...] = ()
    option: str = ""
    choices: tuple[str, ...] = ()
    least: int | None = None

    @property
    def variable(self) -> str:
        """The variable of the environment that is pushcfg's own."""
        return f"PUSHCFG_{self.name.upper()}"

    @property
    def parameter(self) -> str:
        """What a command calls the value of the option."""
        return self.option.lstrip("-").replace("-", "_")


def _default(key: str) -> tuple[tuple[str, str], ...]:
    return (("defaults", key),)


SETTINGS: Final = (
    Setting("inventory", Kind.SOURCES, "inventory files, directories or comma lists of hosts", (),
            _default("inventory"), ("ANSIBLE_INVENTORY",), "--inventory"),
    Setting("env", Kind.TEXT, "environment: inventories/common/, then inventories/NAME/ over it", option="--env"),
    Setting("remote_user", Kind.TEXT, "who logs in, where inventory and play do not say", None,
            _default("remote_user"), ("ANSIBLE_REMOTE_USER",), "--user"),
    Setting("remote_port", Kind.NUMBER, "the port of sshd, where inventory and play do not say", None,
            _default("remote_port"), ("ANSIBLE_REMOTE_PORT",), least=1),
    Setting("private_key_file", Kind.PATH, "private key for the login", None,
            _default("private_key_file"), ("ANSIBLE_PRIVATE_KEY_FILE",), "--private-key"),
    Setting("connection", Kind.TEXT, "how hosts are reached", "ssh", _default("transport"), ("ANSIBLE_TRANSPORT",),
            "--connection", choices=("ssh", "local", "smart", "paramiko", "paramiko_ssh",
                                    "ansible.builtin.ssh", "ansible.builtin.local")),
    Setting("timeout", Kind.SECONDS, "for connecting to a host", 10.0,
            (("defaults", "timeout"), ("ssh_connection", "timeout")), ("ANSIBLE_TIMEOUT", "ANSIBLE_SSH_TIMEOUT"),
            "--timeout", least=1),
    Setting("host_key_checking", Kind.FLAG, "refuse hosts whose key known_hosts does not have", True,
            (("defaults", "host_key_checking"), ("ssh_connection", "host_key_checking")),
            ("ANSIBLE_HOST_KEY_CHECKING", "ANSIBLE_SSH_HOST_KEY_CHECKING")),
    Setting("ssh_args", Kind.TEXT, "arguments of ssh, before ssh_common_args", None,
            (("ssh_connection", "ssh_args"),), ("ANSIBLE_SSH_ARGS",)),
    Setting("ssh_common_args", Kind.TEXT, "arguments of ssh", None,
            (("ssh_connection", "ssh_common_args"),), ("ANSIBLE_SSH_COMMON_ARGS",)),
    Setting("ssh_extra_args", Kind.TEXT, "arguments of ssh, after ssh_common_args", None,
            (("ssh_connection", "ssh_extra_args"),), ("ANSIBLE_SSH_EXTRA_ARGS",)),
    Setting("interpreter_python", Kind.TEXT, "the Python of hosts, where the inventory does not say", None,
            _default("interpreter_python"), ("ANSIBLE_PYTHON_INTERPRETER",)),
    Setting("become", Kind.FLAG, "become another user", False,
            (("privilege_escalation", "become"),), ("ANSIBLE_BECOME",), "--become"),
    Setting("become_user", Kind.TEXT, "the user to become", "root",
            (("privilege_escalation", "become_user"), ("sudo_become_plugin", "user")),
            ("ANSIBLE_BECOME_USER", "ANSIBLE_SUDO_USER"), "--become-user"),
    Setting("become_method", Kind.TEXT, "how to become another user", "sudo",
            (("privilege_escalation", "become_method"),), ("ANSIBLE_BECOME_METHOD",),
            choices=("sudo", "su", "ansible.builtin.sudo", "ansible.builtin.su")),
    Setting("ask_pass", Kind.FLAG, "ask for the password of the login", False,
            _default("ask_pass"), ("ANSIBLE_ASK_PASS",), "--ask-pass"),
    Setting("become_ask_pass", Kind.FLAG, "ask for the password that sudo or su asks for", False,
            (("privilege_escalation", "become_ask_pass"),), ("ANSIBLE_BECOME_ASK_PASS",), "--ask-become-pass"),
    Setting("forks", Kind.NUMBER, "hosts at work at the same time", 50,
            _default("forks"), ("ANSIBLE_FORKS",), "--forks", least=1),
    Setting("diff", Kind.FLAG, "show what differs, line by line", False,
            (("diff", "always"),), ("ANSIBLE_DIFF_ALWAYS",), "--diff"),
    Setting("ansible_managed", Kind.TEXT, "what templates see as ansible_managed", "Ansible managed",
            _default("ansible_managed")),
    Setting("tags", Kind.WORDS, "only tasks with one of these tags", (),
            (("tags", "run"),), ("ANSIBLE_RUN_TAGS",), "--tags"),
    Setting("skip_tags", Kind.WORDS, "no tasks with one of these tags", (),
            (("tags", "skip"),), ("ANSIBLE_SKIP_TAGS",), "--skip-tags"),
    Setting("force_handlers", Kind.FLAG, "run notified handlers also on hosts where a task has failed", False,
            _default("force_handlers"), ("ANSIBLE_FORCE_HANDLERS",), "--force-handlers"),
    Setting("roles_path", Kind.PATHS, "folders where roles are looked for, after roles/ beside the playbook",
            ("~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles"),
            _default("roles_path"), ("ANSIBLE_ROLES_PATH",)),
    Setting("collections_path", Kind.PATHS, "folders where collections are looked for",
            ("~/.ansible/collections", "/usr/share/ansible/collections"),
            _default("collections_path"), ("ANSIBLE_COLLECTIONS_PATH",)),
    Setting("filter_plugins", Kind.PATHS, "folders with Python files of filters, beside playbooks' and roles' own", (),
            _default("filter_plugins"), ("ANSIBLE_FILTER_PLUGINS",)),
    Setting("lookup_plugins", Kind.PATHS, "folders with Python files of lookups, beside playbooks' and roles' own", (),
            _default("lookup_plugins"), ("ANSIBLE_LOOKUP_PLUGINS",)),
    Setting("test_plugins", Kind.PATHS, "folders with Python files of tests, beside playbooks' and roles' own", (),
            _default("test_plugins"), ("ANSIBLE_TEST_PLUGINS",)),
    Setting("vault_password_file", Kind.PATH, "file with the password of vaults, or a program that prints it", None,
            _default("vault_password_file"), ("ANSIBLE_VAULT_PASSWORD_FILE",)),
    Setting("vault_identity_list", Kind.WORDS, "vault ids, each LABEL@SOURCE", (),
            _default("vault_identity_list"), ("ANSIBLE_VAULT_IDENTITY_LIST",)),
    Setting("ask_vault_pass", Kind.FLAG, "ask for the password of vaults", False,
            _default("ask_vault_pass"), ("ANSIBLE_ASK_VAULT_PASS",), "--ask-vault-pass"),
    Setting("vault_id_match", Kind.FLAG, "open what names a vault id with passwords of that id only", False,
            _default("vault_id_match"), ("ANSIBLE_VAULT_ID_MATCH",)),
    Setting("vault_encrypt_identity", Kind.TEXT, "the vault id to encrypt with, where several have passwords", None,
            _default("vault_encrypt_identity"), ("ANSIBLE_VAULT_ENCRYPT_IDENTITY",), "--encrypt-vault-id"),
)  # fmt: skip
