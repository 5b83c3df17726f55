"""How a host is to be reached, by its variables, the keywords of a play and the options."""

from __future__ import annotations

from typing import Any, Final

from pushcfg import library
from pushcfg.engine.options import Options
from pushcfg.errors import VariableError
from pushcfg.template.scope import Scope
from pushcfg.transport import Target, arguments

LOCAL = ("local", "ansible.builtin.local")
SSH = ("ssh", "ansible.builtin.ssh", "smart", "paramiko", "paramiko_ssh", "ansible.netcommon.libssh")
SHELLS = ("sh", "bash", "dash", "ksh", "zsh", "csh", "tcsh", "fish")
# The variables of each setting; of those that are set, the last counts, as in Ansible.
HOST: Final = ("ansible_host", "ansible_ssh_host")
PORT: Final = ("ansible_port", "ansible_ssh_port")
USER: Final = ("ansible_user", "ansible_ssh_user")
PASSWORD: Final = ("ansible_password", "ansible_ssh_pass", "ansible_ssh_password")
KEY: Final = ("ansible_private_key_file", "ansible_ssh_private_key_file")
PASSPHRASE: Final = ("ansible_private_key_passphrase", "ansible_ssh_private_key_passphrase")
CHECKING: Final = ("ansible_host_key_checking", "ansible_ssh_host_key_checking")
TIMEOUT: Final = ("ansible_timeout", "ansible_ssh_timeout")
BECOME_PASSWORD: Final = ("ansible_become_password", "ansible_become_pass", "ansible_su_pass", "ansible_sudo_pass")
ARGUMENTS: Final = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")
# To playbooks, what one of these variables says the others of its setting say, too.
ALIASES: Final = {name: names for names in (HOST, PORT, USER, PASSWORD, KEY, TIMEOUT) for name in names}
# These would have to be honoured.
REFUSED: Final = {
    "ansible_private_key": "write the key to a file and name that in ansible_ssh_private_key_file",
    "ansible_ssh_private_key": "write the key to a file and name that in ansible_ssh_private_key_file",
    "ansible_pkcs11_provider": "add the token's keys to ssh-agent",
    "ansible_ssh_pkcs11_provider": "add the token's keys to ssh-agent",
}
# Every variable that says how a host is reached, or as whom.
VARIABLES: Final = frozenset({
    "ansible_connection", *HOST, *PORT, *USER, *PASSWORD, *KEY, *PASSPHRASE, *CHECKING, *TIMEOUT, *ARGUMENTS, *REFUSED,
    "ansible_ssh_retries", "ansible_shell_type", "ansible_python_interpreter", *BECOME_PASSWORD,
})  # fmt: skip


def target_of(host: str, scope: Scope, options: Options, play: dict[str, Any]) -> Target:
    """How to reach a host, from its variables, the play's keywords and the options; VariableError if unclear."""
    refuse(host, scope)
    connection = str(scope.setting(("ansible_connection",), play.get("connection") or options.connection or "ssh"))
    if connection not in (*LOCAL, *SSH):
        raise VariableError(f"{host}: ansible_connection is {connection!r}", hint="use ssh or local")
    password = scope.setting(PASSWORD, options.password)
    passphrase = scope.setting(PASSPHRASE, None)
    target = Target(
        host, str(scope.setting(HOST, host)), connect_timeout=options.timeout,
        password=None if password is None else str(password),
        passphrase=None if passphrase is None else str(passphrase),
        retries=int(number(host, scope, ("ansible_ssh_retries",), 0) or 0),
        connection="local" if connection in LOCAL else "ssh",
    )  # fmt: skip
    own = own_options(host, scope, options, play)
    texts = [scope.setting((name,), options.ssh_arguments.get(name)) for name in ARGUMENTS]
    before, *after = (arguments.pairs(str(text or "")) for text in texts)
    return arguments.apply(target, [*before, *own, *(pair for pairs in after for pair in pairs)], f"{host}: ")


def unsaid(options: Options, play: dict[str, Any]) -> dict[str, Any]:
    """What the variables of a connection are where nothing sets them, as playbooks can ask."""
    said = {
        ("ansible_connection",): play.get("connection") or options.connection or "ssh",
        USER: play.get("remote_user") or options.remote_user,
        PORT: play.get("port") or options.port,
        KEY: options.private_key,
        ("ansible_shell_executable",): "/bin/sh",
        # These say nothing here: modules come with the runner.
        ("ansible_pipelining", "ansible_ssh_pipelining"): False,
        ("ansible_module_compression",): "ZIP_DEFLATED",
        TIMEOUT: int(options.timeout) if options.timeout == int(options.timeout) else options.timeout,
    }
    return {name: value for names, value in said.items() for name in names if value is not None}


def own_options(host: str, scope: Scope, options: Options, play: dict[str, Any]) -> list[arguments.Pair]:
    """What variables, keywords and options say, as options of OpenSSH: behind ssh_args, before the others."""
    found: list[arguments.Pair] = []
    if not checks_keys(host, scope, options.host_key_checking):
        found.append(("StrictHostKeyChecking", "no"))
    port = number(host, scope, PORT, play.get("port") or options.port)
    if port is not None:
        found.append(("Port", f"{port:g}"))
    key = scope.setting(KEY, options.private_key)
    if key:
        found.append(("IdentityFile", str(key)))
    user = scope.setting(USER, play.get("remote_user") or options.remote_user)
    if user is not None:
        found.append(("User", str(user)))
    seconds = number(host, scope, TIMEOUT, None)
    if seconds is not None:
        found.append(("ConnectTimeout", str(seconds)))
    return found


def refuse(host: str, scope: Scope) -> None:
    """VariableError for a variable that would have to be honoured and is not."""
    for name, remedy in REFUSED.items():
        if name in scope:
            raise VariableError(f"{host}: {name} is not supported", hint=remedy)
    shell = scope.setting(("ansible_shell_type",), "sh")
    if shell not in SHELLS:
        raise VariableError(f"{host}: ansible_shell_type is {shell!r}", hint="name a shell of Unix, or none")


def number(host: str, scope: Scope, names: tuple[str, ...], default: Any) -> float | None:
    """The last of these variables that is set, or the default, as a number."""
    value = scope.setting(names, default)
    try:
        if isinstance(value, bool):
            raise ValueError
        return None if value is None else float(value)
    except (TypeError, ValueError):
        raise VariableError(f"{host}: {names[0]} is {value!r}, not a number") from None


def checks_keys(host: str, scope: Scope, default: bool) -> bool:
    """Whether host keys are checked."""
    value = scope.setting(CHECKING, default)
    try:
        return bool(library.load("core.param").to_bool(value))
    except ValueError:
        raise VariableError(f"{host}: {CHECKING[0]} is {value!r}, neither true nor false") from None
