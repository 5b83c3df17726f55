"""Inventories in YAML, and files of variables."""

from __future__ import annotations

from typing import Final

from pushcfg.schema.values import NAMED, Schema, named

# The variables that say how a host is reached, and as whom.
CONNECTION: Final[dict[str, tuple[str, str]]] = {
    "ansible_connection": ("scalar", "ssh or local"),
    "ansible_host": ("scalar", "address, where it is not the name"),
    "ansible_ssh_host": ("scalar", "the same as ansible_host"),
    "ansible_port": ("number", "port of ssh"),
    "ansible_ssh_port": ("number", "the same as ansible_port"),
    "ansible_user": ("scalar", "the user who logs in"),
    "ansible_ssh_user": ("scalar", "the same as ansible_user"),
    "ansible_password": ("scalar", "password of the login; encrypt it"),
    "ansible_ssh_pass": ("scalar", "the same as ansible_password"),
    "ansible_ssh_password": ("scalar", "the same as ansible_password"),
    "ansible_private_key_file": ("scalar", "private key for the login"),
    "ansible_ssh_private_key_file": ("scalar", "the same as ansible_private_key_file"),
    "ansible_private_key_passphrase": ("scalar", "passphrase of the private key; encrypt it"),
    "ansible_ssh_private_key_passphrase": ("scalar", "the same as ansible_private_key_passphrase"),
    "ansible_host_key_checking": ("truth", "whether the key of the host must be known"),
    "ansible_ssh_host_key_checking": ("truth", "the same as ansible_host_key_checking"),
    "ansible_timeout": ("number", "seconds for connecting"),
    "ansible_ssh_timeout": ("number", "the same as ansible_timeout"),
    "ansible_ssh_args": ("scalar", "options of ssh, in the place of those of the settings"),
    "ansible_ssh_common_args": ("scalar", "options of ssh"),
    "ansible_ssh_extra_args": ("scalar", "further options of ssh"),
    "ansible_ssh_retries": ("number", "how often to try again to connect"),
    "ansible_shell_type": ("scalar", "shell of the login: sh, csh, fish, ..."),
    "ansible_python_interpreter": ("scalar", "path of Python on the host"),
    "ansible_become_password": ("scalar", "password that sudo or su asks for; encrypt it"),
    "ansible_become_pass": ("scalar", "the same as ansible_become_password"),
    "ansible_sudo_pass": ("scalar", "the same as ansible_become_password"),
    "ansible_su_pass": ("scalar", "the same as ansible_become_password"),
}  # fmt: skip


def variables() -> Schema:
    """A mapping from names of variables, of which some are known."""
    known = {name: named(kind, about) for name, (kind, about) in CONNECTION.items()}
    return {**NAMED["variables"], "properties": known}


def file_of_variables() -> Schema:
    """group_vars/, host_vars/, vars_files, and `defaults` and `vars` of roles."""
    return {**variables(), "$defs": NAMED}


def inventory() -> Schema:
    """Groups by their names, or what the plugin `constructed` takes."""
    groups = {"type": "object", "additionalProperties": named("group")}
    return {"type": "object", "if": {"required": ["plugin"]}, "then": named("constructed"), "else": groups,
            "$defs": {**NAMED, "known": variables(), "group": group(), "constructed": constructed()}}  # fmt: skip


def group() -> Schema:
    """One group."""
    hosts = {"description": "hosts by name or range, such as web[01:20], each with its variables",
             "type": ["object", "string", "null"], "additionalProperties": named("known")}  # fmt: skip
    children = {"description": "groups in this one", "type": ["object", "string", "null"],
                "additionalProperties": named("group")}  # fmt: skip
    sections = {"hosts": hosts, "children": children, "vars": named("known", "variables of its hosts")}
    return {"type": ["object", "null"], "properties": sections, "additionalProperties": False}


def constructed() -> Schema:
    """Groups and variables that are made from variables."""
    keyed = {"type": "object", "required": ["key"], "additionalProperties": False, "properties": {
        "key": {"type": "string", "description": "expression whose value names the group"},
        "prefix": {}, "separator": {}, "parent_group": {}, "default_value": {},
        "trailing_separator": named("truth")}}  # fmt: skip
    expressions = {"type": ["object", "null"]}
    return {"type": "object", "additionalProperties": False, "properties": {
        "plugin": {"enum": ["constructed", "ansible.builtin.constructed"]},
        "strict": named("truth", "an expression that fails is an error"),
        "compose": {"description": "variables by their expressions", **expressions},
        "groups": {"description": "groups by the conditions for their hosts", **expressions},
        "keyed_groups": {"type": ["array", "null"], "items": keyed},
        "use_vars_plugins": named("truth"), "use_extra_vars": named("truth"), "leading_separator": named("truth"),
    }}  # fmt: skip
