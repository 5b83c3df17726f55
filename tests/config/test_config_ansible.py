"""ansible.cfg and ANSIBLE_*, beside what `ansible-config dump` makes of the same."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pushcfg.config import SETTINGS, load_configuration
from pushcfg.config.unlike import UNLIKE
from pushcfg.source import loads

# By our name, what ansible-config calls a setting of its core.
NAMES = {
    "inventory": "DEFAULT_HOST_LIST", "remote_user": "DEFAULT_REMOTE_USER", "remote_port": "DEFAULT_REMOTE_PORT",
    "private_key_file": "DEFAULT_PRIVATE_KEY_FILE", "connection": "DEFAULT_TRANSPORT", "timeout": "DEFAULT_TIMEOUT",
    "host_key_checking": "HOST_KEY_CHECKING", "interpreter_python": "INTERPRETER_PYTHON", "become": "DEFAULT_BECOME",
    "become_user": "DEFAULT_BECOME_USER", "become_method": "DEFAULT_BECOME_METHOD",
    "ask_pass": "DEFAULT_ASK_PASS", "become_ask_pass": "DEFAULT_BECOME_ASK_PASS", "forks": "DEFAULT_FORKS", "diff": "DIFF_ALWAYS", "tags": "TAGS_RUN",
    "skip_tags": "TAGS_SKIP", "roles_path": "DEFAULT_ROLES_PATH", "collections_path": "COLLECTIONS_PATHS",
    "vault_password_file": "DEFAULT_VAULT_PASSWORD_FILE", "vault_identity_list": "DEFAULT_VAULT_IDENTITY_LIST",
    "ask_vault_pass": "DEFAULT_ASK_VAULT_PASS",
}  # fmt: skip
FULL = """\
[defaults]
inventory = hosts, ~/more ,/abs/$WHERE/hosts ; the last one is shared
remote_user = "ops"
Remote_Port: 2222
private_key_file = ~/.ssh/id_ops
timeout = 25
host_key_checking = off
interpreter_python = /usr/bin/python3.9
forks=17
roles_path = roles:~/roles:/srv/roles
collections_path = collections
vault_password_file = ../secret
vault_identity_list = dev@~/dev, prod@prompt
ask_vault_pass = 1
ask_pass = yes
# forks = 5
[privilege_escalation]
become = Yes
become_user = admin
become_ask_pass = t
[diff]
always = on
[tags]
run = a, 'b'
skip = c
"""
ENVIRONMENT = {
    "ANSIBLE_INVENTORY": "one,two/../three", "ANSIBLE_REMOTE_USER": "'quoted'", "ANSIBLE_FORKS": "4.0",
    "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_BECOME": "true", "ANSIBLE_ROLES_PATH": "~/r:r:/r",
    "ANSIBLE_PRIVATE_KEY_FILE": "{{CWD}}/key", "ANSIBLE_RUN_TAGS": "x,y", "ANSIBLE_TRANSPORT": "local",
}  # fmt: skip


@pytest.mark.parametrize("place", ["here", "named", "folder", "home"])
@pytest.mark.parametrize("environment", [{}, ENVIRONMENT], ids=["file", "variables"])
def test_the_same_as_ansible(place, environment, project, monkeypatch) -> None:
    monkeypatch.setenv("WHERE", "far")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    file = {"here": project / "ansible.cfg", "named": elsewhere / "x.cfg", "folder": elsewhere / "ansible.cfg",
            "home": Path.home() / ".ansible.cfg"}[place]  # fmt: skip
    file.write_text(FULL)
    if place in ("named", "folder"):
        monkeypatch.setenv("ANSIBLE_CONFIG", str(file if place == "named" else elsewhere))
    changed = dumped()
    found = load_configuration(project, {})
    ours = {name: found.chosen[name] for name in NAMES}
    expected = {name: comparable(name, changed[NAMES[name]]["value"]) for name in NAMES if NAMES[name] in changed}
    assert expected == {name: comparable(name, chosen.value) for name, chosen in ours.items() if chosen.level}
    origins = {name: changed[NAMES[name]]["origin"].removeprefix("env: ") for name in expected}
    assert origins == {name: ours[name].source for name in expected}
    assert len(NAMES) - (0 if environment else 1) - 1 == len(expected)


def dumped() -> dict[str, Any]:
    """What ansible-config says is not at its default."""
    program = Path(sys.executable).with_name("ansible-config")
    if not program.exists():
        pytest.skip("ansible-core is not installed here")
    argv = [str(program), "dump", "--only-changed", "--format", "json"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60)
    return {entry["name"]: entry for entry in json.loads(done.stdout) if "name" in entry}


def comparable(name: str, value: Any) -> Any:
    """A value as both have it: Ansible has lists for tuples."""
    if isinstance(value, list | tuple):
        return [str(part) for part in value]
    return float(value) if name == "timeout" else value


def test_every_key_is_one_that_ansible_knows() -> None:
    known = dict(pytest.importorskip("ansible.constants").config.get_configuration_definitions())
    for plugin in ("connection.ssh", "become.sudo"):
        known.update(loads(import_module(f"ansible.plugins.{plugin}").DOCUMENTATION, plugin).plain()["options"])
    keys = {(entry["section"], entry["key"]) for body in known.values() for entry in body.get("ini") or ()}
    assert set() == {place for setting in SETTINGS for place in setting.ini} - keys
    variables = {entry["name"] for body in known.values() for entry in body.get("env") or ()}
    assert set() == {name for setting in SETTINGS for name in setting.variables} - variables
    unlike = {(other.section, other.key) for other in UNLIKE}
    assert set() == unlike - keys
    assert set() == {other.variable for other in UNLIKE if other.variable} - variables
