"""`pushcfg config`, and settings that reach what commands do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pushcfg.cli.settings import connection_settings
from pushcfg.config import load_configuration
from pushcfg.engine import Options
from pushcfg.engine.targets import target_of
from pushcfg.template.scope import Names, Scope

PLAY = "- hosts: all\n  gather_facts: false\n  tasks: [{debug: {msg: hello}}]\n"
LOCAL = "all:\n  hosts: {%s: {ansible_connection: local}}\n"


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project with a playbook two folders below pushcfg.toml."""
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / "project"
    for name, text in {
        "pushcfg.toml": 'env = "staging"\nforks = 7\n',
        "inventories/staging/hosts.yml": LOCAL % "s1",
        "inventories/production/hosts.yml": LOCAL % "p1",
        "lab.yml": LOCAL % "l1",
        "plays/site.yml": PLAY,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_config(pushcfg, project) -> None:
    done = pushcfg("config", str(project / "plays" / "site.yml"), "--changed", "--user", "ops")
    rows = [line.split() for line in done.out.splitlines()]
    assert [["env", "staging"], ["remote_user", "ops"], ["forks", "7"]] == [row[:2] for row in rows]
    assert ["pushcfg.toml:1", "--user", "pushcfg.toml:2"] == [row[2].rpartition("/")[2] for row in rows]
    assert (0, "") == (done.code, done.err)


def test_config_in_json(pushcfg, project) -> None:
    shown = json.loads(pushcfg("config", str(project / "plays" / "site.yml"), "--json").out)
    by_name = {entry["name"]: entry for entry in shown}
    expected = {"name": "forks", "value": 7, "source": str(project / "pushcfg.toml"), "line": 2, "default": False}
    assert expected == by_name["forks"]
    assert {"name": "tags", "value": [], "source": "default", "line": None, "default": True} == by_name["tags"]


@pytest.mark.parametrize(
    ("options", "hosts"),
    [((), ["s1"]), (("--env", "production"), ["p1"]), (("-i", "LAB"), ["l1"]), (("--env", "production", "-i", "LAB"),
     ["l1", "p1"])],
)  # fmt: skip
def test_a_run_on_the_hosts_of_the_settings(options, hosts, pushcfg, project) -> None:
    words = [word.replace("LAB", str(project / "lab.yml")) for word in options]
    done = pushcfg("run", str(project / "plays" / "site.yml"), "--json", *words)
    assert (0, "", hosts) == (done.code, done.err, sorted({host for (host,) in done.ends("host")}))


def test_an_error_in_the_settings_ends_a_run_before_anything_else(pushcfg, project) -> None:
    (project / "pushcfg.toml").write_text("froks = 5\n")
    done = pushcfg("run", str(project / "plays" / "site.yml"))
    assert (2, "") == (done.code, done.out)
    assert f"error: {project}/pushcfg.toml:1:1: there is no setting 'froks'; did you mean 'forks'?\n" == done.err


def test_ssh_arguments_that_are_not_supported_have_their_line(pushcfg, project) -> None:
    (project / "pushcfg.toml").write_text('env = "staging"\nssh_args = "-o Nonsense=1"\n')
    done = pushcfg("run", str(project / "plays" / "site.yml"))
    assert (2, "") == (done.code, done.out)
    assert f"error: {project}/pushcfg.toml:2:1: ssh option 'Nonsense'" in done.err


def test_how_to_log_in(project, monkeypatch) -> None:
    monkeypatch.chdir(project)
    (project / "pushcfg.toml").unlink()
    (project / "ansible.cfg").write_text(
        "[defaults]\nhost_key_checking = False\nremote_user = ops\nremote_port = 2222\ntimeout = 3\n"
        "private_key_file = key\n[ssh_connection]\nssh_args = -C -o ControlMaster=auto\n"
        "ssh_common_args = -o ProxyJump=bastion\n"
    )
    options = Options(**connection_settings(load_configuration(project, {})))

    def target(**variables):
        return target_of("h", Scope((Names(variables),), lambda value, scope: value), options, {})

    found = target()
    assert ("ops", 2222, 3.0, (str(project / "key"),)) == (found.user, found.port, found.connect_timeout, found.key_files)
    assert (False, True, "bastion") == (found.check_host_key, found.compression, found.proxy_jump)
    found = target(ansible_user="x", ansible_port=1, ansible_host_key_checking=True, ansible_ssh_common_args="")
    assert ("x", 1, True, None) == (found.user, found.port, found.check_host_key, found.proxy_jump)


def test_a_reader_that_goes_away(project) -> None:
    """As `pushcfg config | head -1`, but that head has ended already."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "pushcfg", "config"], cwd=project, stdout=writer, stderr=subprocess.PIPE,
                          check=False)  # fmt: skip
    os.close(writer)
    assert (141, b"") == (done.returncode, done.stderr)
