"""How a host is to be reached, by its variables, the keywords of a play and the options."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pushcfg.engine.options import Options
from pushcfg.errors import VariableError
from pushcfg.template.scope import Scope
from pushcfg.transport import Target, arguments

LOCAL = ("local", "ansible.builtin.local")
SSH = ("ssh", "ansible.builtin.ssh", "smart", "paramiko", "paramiko_ssh", "ansible.netcommon.libssh")


def target_of(host: str, scope: Scope, options: Options, play: dict[str, Any]) -> Target:
    """How to reach a host, from its variables, the play's keywords and the options; VariableError if unclear."""

    def given(name: str, default: Any = None) -> Any:
        return scope.need(name) if name in scope else default

    connection = str(given("ansible_connection", play.get("connection") or options.connection or "ssh"))
    if connection not in (*LOCAL, *SSH):
        raise VariableError(f"{host}: ansible_connection is {connection!r}", hint="use ssh or local")
    user = given("ansible_user", given("ansible_ssh_user", play.get("remote_user") or options.remote_user))
    address = given("ansible_host", given("ansible_ssh_host", host))
    port = given("ansible_port", given("ansible_ssh_port", play.get("port") or options.port or 22))
    try:
        target = Target(host, str(address), int(port), None if user is None else str(user),
                        connect_timeout=options.timeout,
                        connection="local" if connection in LOCAL else "ssh")
    except (TypeError, ValueError):
        raise VariableError(f"{host}: ansible_port is {port!r}, not a number") from None
    password = given("ansible_password", given("ansible_ssh_pass", given("ansible_ssh_password")))
    key = given("ansible_ssh_private_key_file", given("ansible_private_key_file", options.private_key))
    target = replace(target, password=None if password is None else str(password),
                     key_files=() if key is None else (str(key),))
    checked = given("ansible_ssh_host_key_checking", options.host_key_checking)
    if given("ansible_host_key_checking", checked) is False:
        target = replace(target, check_host_key=False)
    for name in ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"):
        text = given(name, options.ssh_arguments.get(name))
        if text:
            target = arguments.apply(target, str(text))
    return target
