"""Modules of Ansible that pushcfg leaves to a command, and which command that is."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "seboolean": "setsebool -P", "sefcontext": "semanage fcontext", "selinux": "setenforce, and SELINUX= in "
    "/etc/selinux/config by lineinfile,", "selinux_permissive": "semanage permissive", "selogin": "semanage login",
    "seport": "semanage port",
}  # fmt: skip


def remedy(name: str) -> str:
    """What to do instead of a module of this name; nothing where it is not known."""
    told = COMMANDS.get(name.rpartition(".")[2])
    return f"run {told} in a command task, behind a `when` on ansible_facts.selinux.status" if told else ""
