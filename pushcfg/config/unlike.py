"""Settings of Ansible that change what playbooks do, and that pushcfg does not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Unlike:
    """A setting of Ansible that changes what playbooks do, and that pushcfg does not have.

    `fine` are the values that mean what pushcfg does anyway. `refused` says that going on would do to hosts, or show,
    what the setting is there to prevent.
    """

    key: str
    variable: str
    fine: tuple[str, ...]
    remedy: str
    refused: bool = False
    section: str = "defaults"


_PRECEDENCE: Final = ("all_inventory, groups_inventory, all_plugins_inventory, all_plugins_play, "
                      "groups_plugins_inventory, groups_plugins_play")  # fmt: skip
_IN_PLAYS: Final = "say so in the plays"

UNLIKE: Final = (
    Unlike("hash_behaviour", "ANSIBLE_HASH_BEHAVIOUR", ("replace",),
           "variables replace one another; merge where it is meant, with the filter combine(recursive=true)", True),
    Unlike("precedence", "ANSIBLE_PRECEDENCE", (_PRECEDENCE,), "take it out: Ansible's own order is kept", True),
    Unlike("no_log", "ANSIBLE_NO_LOG", ("false",), "write no_log: true into the plays", True),
    Unlike("any_errors_fatal", "ANSIBLE_ANY_ERRORS_FATAL", ("false",), "write any_errors_fatal: true into the plays",
           True),
    Unlike("gathering", "ANSIBLE_GATHERING", ("implicit", "smart"), "every play gathers facts but for "
           "gather_facts: false"),
    Unlike("task_timeout", "ANSIBLE_TASK_TIMEOUT", ("0",), "write timeout into the plays"),
    Unlike("inject_facts_as_vars", "ANSIBLE_INJECT_FACT_VARS", ("true",), "facts are variables ansible_*, too"),
    Unlike("fact_caching", "ANSIBLE_CACHE_PLUGIN", ("memory", "ansible.builtin.memory"),
           "facts are known only after they have been gathered in the same run"),
    Unlike("error_on_undefined_vars", "ANSIBLE_ERROR_ON_UNDEFINED_VARS", ("true",), "undefined variables are errors"),
    Unlike("jinja2_extensions", "ANSIBLE_JINJA2_EXTENSIONS", ("", "jinja2.ext.do", "jinja2.ext.loopcontrols"),
           "templates are read without them"),
    Unlike("null_representation", "ANSIBLE_NULL_REPRESENTATION", ("",), "null stays null"),
    Unlike("executable", "ANSIBLE_EXECUTABLE", ("/bin/sh",), "the task shell uses /bin/sh"),
    Unlike("strategy", "ANSIBLE_STRATEGY", ("linear", "free", "host_pinned", "mitogen_linear", "mitogen_free",
           "mitogen_host_pinned"), "hosts go at their own pace; write strategy: linear where they should not"),
    Unlike("vars_plugins_enabled", "ANSIBLE_VARS_ENABLED", ("host_group_vars", "ansible.builtin.host_group_vars"),
           "variables come from the inventory, group_vars and host_vars"),
    Unlike("playbook_vars_root", "ANSIBLE_PLAYBOOK_VARS_ROOT", ("top",), "group_vars and host_vars beside the first "
           "playbook count"),
    Unlike("private_role_vars", "ANSIBLE_PRIVATE_ROLE_VARS", ("false",), "variables of roles are seen by the play"),
    Unlike("force_valid_group_names", "ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS", ("never", "ignore"),
           "names of groups stay as written"),
    Unlike("duplicate_dict_key", "ANSIBLE_DUPLICATE_YAML_DICT_KEY", ("warn",), "duplicate keys are warned of"),
    Unlike("inventory_ignore_extensions", "ANSIBLE_INVENTORY_IGNORE", (), "only Ansible's usual suffixes are ignored"),
    Unlike("inventory_ignore_patterns", "ANSIBLE_INVENTORY_IGNORE_REGEX", ("",), "no file is ignored for its name"),
    Unlike("ignore_extensions", "ANSIBLE_INVENTORY_IGNORE", (), "only Ansible's usual suffixes are ignored",
           section="inventory"),
    Unlike("ignore_patterns", "ANSIBLE_INVENTORY_IGNORE_REGEX", ("",), "no file is ignored for its name",
           section="inventory"),
    Unlike("connection_password_file", "ANSIBLE_CONNECTION_PASSWORD_FILE", ("",), "set ansible_password, or use -k"),
    Unlike("become_password_file", "ANSIBLE_BECOME_PASSWORD_FILE", ("",), "set ansible_become_password, or use -K"),
    Unlike("become_exe", "ANSIBLE_BECOME_EXE", ("", "sudo"), "sudo is looked for on PATH",
           section="privilege_escalation"),
    Unlike("become_flags", "ANSIBLE_BECOME_FLAGS", ("", "-h -s -n", "-h", "-h -n"), "write become_flags into the plays",
           section="privilege_escalation"),
)  # fmt: skip
