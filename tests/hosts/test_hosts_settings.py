"""What ansible.cfg, pushcfg.toml and PUSHCFG_* say is what happens on hosts, setting by setting."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hosts.operating import PUSHCFG, Done, finish

from pushcfg.lab import Lab
from pushcfg.vault import Key, sealed

PLAY = """
- hosts: all
  gather_facts: false
  vars_files: [sealed.yml]
  roles: [elsewhere]
  tasks:
    - {name: who, command: id -un, changed_when: false}
"""
ROLE = "- {name: role, debug: {msg: '{{ from_vault }}'}}\n"
# The key of ansible.cfg with its section, and the name of the setting.
KEYS = {
    "inventory": ("defaults", "inventory"), "remote_user": ("defaults", "remote_user"),
    "private_key_file": ("defaults", "private_key_file"), "host_key_checking": ("defaults", "host_key_checking"),
    "roles_path": ("defaults", "roles_path"), "vault_password_file": ("defaults", "vault_password_file"),
    "become": ("privilege_escalation", "become"), "forks": ("defaults", "forks"), "timeout": ("defaults", "timeout"),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, lab: Lab) -> Path:
    """A project whose inventory says where hosts are and nothing else; everything else is for settings to say."""
    folder = tmp_path / "project"
    (folder / "other" / "elsewhere" / "tasks").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (folder / "other" / "elsewhere" / "tasks" / "main.yml").write_text(ROLE)
    (folder / "site.yml").write_text(PLAY)
    (folder / "password").write_text("to open it\n")
    (folder / "sealed.yml").write_text(sealed(b"from_vault: seen\n", Key("default", b"to open it", "a test")))
    lines = [f"{host.name} ansible_host={host.address} ansible_port={host.port}" for host in lab.hosts[:1]]
    (folder / "hosts.ini").write_text("\n".join(lines) + "\n")
    return folder


def values(lab: Lab) -> dict[str, str]:
    """Every setting that the play needs."""
    return {
        "inventory": "hosts.ini", "remote_user": "ops", "private_key_file": str(lab.state_dir / "id"),
        "host_key_checking": "false", "roles_path": "other", "vault_password_file": "password", "become": "true",
    }  # fmt: skip


def in_ansible_cfg(folder: Path, said: Mapping[str, str]) -> dict[str, str]:
    sections: dict[str, list[str]] = {}
    for name, value in said.items():
        section, key = KEYS[name]
        sections.setdefault(section, []).append(f"{key} = {value}\n")
    text = "".join(f"[{section}]\n{''.join(lines)}" for section, lines in sections.items())
    (folder / "ansible.cfg").write_text(text)
    return {}


def in_pushcfg_toml(folder: Path, said: Mapping[str, str]) -> dict[str, str]:
    bare = ("true", "false")
    lines = [f"{name} = {value if value in bare or value.isdigit() else json.dumps(value)}\n"
             for name, value in said.items()]  # fmt: skip
    (folder / "pushcfg.toml").write_text("".join(lines))
    return {}


def in_environment(folder: Path, said: Mapping[str, str]) -> dict[str, str]:
    return {f"PUSHCFG_{name.upper()}": value for name, value in said.items()}


def in_ansible_environment(folder: Path, said: Mapping[str, str]) -> dict[str, str]:
    return {f"ANSIBLE_{name.upper()}": value for name, value in said.items()}


def run(folder: Path, *words: str, **settings: str) -> Done:
    """Run a playbook in the project, with a home folder that is empty."""
    settings = {"HOME": str(folder.parent / "home"), "SSH_AUTH_SOCK": "", **settings}
    return finish([*PUSHCFG, "run", "--json", *words], folder, **settings)


def who(done: Done) -> tuple[int, list[str]]:
    """The exit code, and what the tasks have said."""
    events = [event for event in done.events if event["event"] == "task_ended"] if done.code != 2 else []
    return done.code, [str((event["result"] or {}).get("stdout", event["message"])) for event in events]


@pytest.mark.parametrize("say", [in_ansible_cfg, in_pushcfg_toml, in_environment, in_ansible_environment])
def test_all_of_them_act(project: Path, lab: Lab, say) -> None:
    done = run(project, "site.yml", **say(project, values(lab)))
    assert (0, ["********", "root"]) == who(done), done.text


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("inventory", 2, "inventory"), ("private_key_file", 5, ""), ("host_key_checking", 5, "host key"),
        ("roles_path", 2, "elsewhere"), ("vault_password_file", 2, "sealed.yml:1:1: this is encrypted"),
    ],
)  # fmt: skip
def test_without_one_of_them(project: Path, lab: Lab, name: str, code: int, said: str) -> None:
    left = {each: value for each, value in values(lab).items() if each != name}
    done = run(project, "site.yml", **in_ansible_cfg(project, left))
    assert code == done.code, done.text
    assert said in done.text


def test_who_logs_in_and_who_is_become(project: Path, lab: Lab) -> None:
    given = values(lab)
    assert (0, ["********", "ops"]) == who(run(project, "site.yml", **in_ansible_cfg(project, {**given, "become": "false"})))
    root = {**given, "become": "false", "remote_user": "root"}
    assert (0, ["********", "root"]) == who(run(project, "site.yml", **in_ansible_cfg(project, root)))


@contextmanager
def deaf() -> Iterator[int]:
    """A port of loopback where connecting takes for ever: its queue is full."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = []
        for _ in range(3):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(listening.getsockname())
            waiting.append(client)
        try:
            yield listening.getsockname()[1]
        finally:
            for client in waiting:
                client.close()


@pytest.mark.parametrize("say", [in_ansible_cfg, in_pushcfg_toml, in_environment, in_ansible_environment])
def test_timeout(project: Path, lab: Lab, say) -> None:
    (project / "ping.yml").write_text("- {hosts: all, gather_facts: false, tasks: [{ping: }]}\n")
    with deaf() as port:
        (project / "hosts.ini").write_text(f"nobody ansible_host=127.0.0.1 ansible_port={port}\n")
        done = run(project, "ping.yml", "-i", "hosts.ini", **say(project, {"timeout": "1"}))
    assert 5 == done.code, done.text
    assert done.seconds < 6, done.text


@pytest.mark.parametrize("say", [in_ansible_cfg, in_environment])
def test_forks(project: Path, lab: Lab, say) -> None:
    """One host at a time: no task begins before that of another host has ended."""
    (project / "sleep.yml").write_text("- {hosts: lab, gather_facts: false, tasks: [{command: sleep 0.3}]}\n")

    def together(forks: str) -> bool:
        done = run(project, "sleep.yml", "-i", str(lab.inventory), **say(project, {"forks": forks}))
        assert 0 == done.code, done.text
        times = [(datetime.fromisoformat(event["result"]["start"]), datetime.fromisoformat(event["result"]["end"]))
                 for event in done.ends()]  # fmt: skip
        times.sort()
        return any(begin < end for (_, end), (begin, _) in pairwise(times))

    assert (False, True) == (together("1"), together("3"))


def test_config_tells_each_with_its_place(project: Path, lab: Lab) -> None:
    given = {**values(lab), "forks": "7", "timeout": "3"}
    in_ansible_cfg(project, given)
    argv = [sys.executable, "-m", "pushcfg", "config", "--json", "--changed"]
    done = finish(argv, project, HOME=str(project.parent / "home"), PUSHCFG_FORKS="9")
    assert 0 == done.code, done.text
    told = {entry["name"]: entry for entry in json.loads(done.stdout)}
    assert set(given) == set(told)
    for name, entry in told.items():
        source = "PUSHCFG_FORKS" if name == "forks" else os.path.join(project, "ansible.cfg")
        assert source in json.dumps(entry), entry
