"""How a host is to be reached: its variables, the options of OpenSSH among them, and who logs in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pushcfg.engine.options import Options
from pushcfg.engine.targets import target_of
from pushcfg.errors import VariableError
from pushcfg.template import templar
from pushcfg.template.scope import Names, Scope
from pushcfg.transport import Target, ssh
from pushcfg.transport.arguments import apply, pairs

PLAIN = Target("web", "web")


def target(variables: dict[str, Any], play: dict[str, Any] | None = None, **options: Any) -> Target:
    """The target of the host `web` with these variables."""
    return target_of("web", Scope((Names(variables),), templar().render), Options(**options), play or {})


def test_variables_come_before_keywords_and_options() -> None:
    assert ("web", 22, None) == (target({}).address, target({}).port, target({}).user)
    found = target({"ansible_host": "10.0.0.1", "ansible_port": "2222", "ansible_user": "ops"},
                   {"remote_user": "play", "port": 23}, remote_user="option")
    assert ("10.0.0.1", 2222, "ops") == (found.address, found.port, found.user)
    found = target({}, {"remote_user": "play", "port": 23}, remote_user="option")
    assert ("play", 23) == (found.user, found.port)
    assert "option" == target({}, remote_user="option").user
    assert "local" == target({"ansible_connection": "local"}).connection


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [({"ansible_port": "ssh"}, "web: ansible_port is 'ssh', not a number"),
     ({"ansible_connection": "winrm"}, "web: ansible_connection is 'winrm'; use ssh or local"),
     ({"ansible_ssh_common_args": "-o Tunnel=yes"}, "ssh option 'Tunnel'"),
     ({"ansible_ssh_extra_args": "-R 80:x:80"}, "ssh argument '-R'"),
     ({"ansible_ssh_args": "-o Port=ssh"}, "web: the ssh option Port=ssh makes no sense: invalid literal"),
     ({"ansible_ssh_args": "-i 'x"}, "make no sense: No closing quotation"),
     ({"ansible_ssh_common_args": "-o StrictHostKeyChecking=maybe"}, "makes no sense: say yes, no or accept-new"),
     ({"ansible_host_key_checking": "maybe"}, "web: ansible_host_key_checking is 'maybe', neither true nor false"),
     ({"ansible_ssh_private_key": "x"}, "web: ansible_ssh_private_key is not supported; write the key to a file"),
     ({"ansible_shell_type": "powershell"}, "web: ansible_shell_type is 'powershell'; name a shell of Unix, or none"),
     ({"ansible_timeout": "soon"}, "web: ansible_timeout is 'soon', not a number")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(variables: dict[str, Any], wanted: str) -> None:
    with pytest.raises(VariableError) as caught:
        target(variables)
    assert wanted in str(caught.value)


@pytest.mark.parametrize(
    ("text", "field", "wanted"),
    [("-o StrictHostKeyChecking=no", "check_host_key", False),
     ("-o StrictHostKeyChecking=accept-new", "accept_new_host_key", True),
     ("-oUserKnownHostsFile=/a", "known_hosts", ("/a",)),
     ("-o 'UserKnownHostsFile /a /b'", "known_hosts", ("/a", "/b")),
     ("-i ~/.ssh/x -i /y", "key_files", ("~/.ssh/x", "/y")),
     ("-J bastion", "proxy_jump", "bastion"),
     ("-o ProxyCommand='nc %h %p'", "proxy_command", "nc %h %p"),
     ("-p 2200", "port", 2200),
     ("-l ops", "user", "ops"),
     ("-o ConnectTimeout=3", "connect_timeout", 3.0),
     ("-C", "compression", True),
     ("-4", "family", "inet"),
     ("-A", "forward_agent", True),
     ("-F none", "config_file", "none"),
     ("-o HostKeyAlias=db", "host_key_alias", "db"),
     ("-o BindAddress=127.0.0.2", "local_address", "127.0.0.2"),
     ("-o KexAlgorithms=+diffie-hellman-group14-sha1", "algorithms", (("kexalgorithms", "+diffie-hellman-group14-sha1"),)),
     ("-p 1 -o Port=2", "port", 1)],
)  # fmt: skip
def test_options_of_openssh(text: str, field: str, wanted: Any) -> None:
    assert wanted == getattr(apply(PLAIN, pairs(text)), field)


def test_options_that_change_nothing_here() -> None:
    text = "-o ControlMaster=auto -o ControlPersist=60s -q -o PreferredAuthentications=publickey -o BatchMode=yes"
    assert apply(PLAIN, pairs(text)) == PLAIN


def test_the_login_is_what_the_users_own_configuration_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host web\n  User deploy\n")
    assert "deploy" == ssh.login(PLAIN)
    assert "ops" == ssh.login(Target("web", "web", user="ops"))


# What wins, as `ansible -m ping -vvv` shows by the command line of ssh that it builds.
@pytest.mark.parametrize(("variables", "field", "wanted"), [
    ({"ansible_port": 1, "ansible_ssh_port": 2}, "port", 2),
    ({"ansible_user": "new", "ansible_ssh_user": "old"}, "user", "old"),
    ({"ansible_ssh_pass": "a", "ansible_password": "b"}, "password", "a"),
    ({"ansible_private_key_file": "a", "ansible_ssh_private_key_file": "b"}, "key_files", ("b",)),
    ({"ansible_user": None, "ansible_ssh_user": "old"}, "user", "old"),
    ({"ansible_port": 1, "ansible_ssh_common_args": "-p 2"}, "port", 1),
    ({"ansible_port": 1, "ansible_ssh_args": "-o Port=2"}, "port", 2),
    ({"ansible_ssh_extra_args": "-l extra", "ansible_ssh_common_args": "-l common"}, "user", "common"),
    ({"ansible_private_key_file": "a", "ansible_ssh_args": "-i b"}, "key_files", ("b", "a")),
    ({"ansible_host_key_checking": "False"}, "check_host_key", False),
    ({"ansible_ssh_host_key_checking": False, "ansible_ssh_common_args": "-o StrictHostKeyChecking=yes"},
     "check_host_key", False),
    ({"ansible_ssh_timeout": "3"}, "connect_timeout", 3.0),
    ({"ansible_ssh_retries": 2}, "retries", 2),
    ({"ansible_password": 1234}, "password", "1234"),
])  # fmt: skip
def test_what_comes_first(variables: dict[str, Any], field: str, wanted: Any) -> None:
    assert wanted == getattr(target(variables), field)


def test_the_password_of_the_option_counts_where_no_variable_says_one() -> None:
    assert "asked" == target({}, password="asked").password
    assert "own" == target({"ansible_password": "own"}, password="asked").password
