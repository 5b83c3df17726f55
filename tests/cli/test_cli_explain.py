"""`pushcfg explain`: its output as a whole, and whether what it says wins is what Ansible takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FOLDER = HERE / "explained"
ENV = ("--env", "production")
PLAYS = (*ENV, "-p", "site.yml")
LAYERED = ("-i", "hosts.yml", "-p", "site.yml")
# To Ansible an environment is two inventories.
SOURCES = ("-i", "inventories/common", "-i", "inventories/production")


@pytest.fixture
def explain(pushcfg):
    """Runs it in the folder of the example."""
    return lambda *words: pushcfg("explain", *words, folder="explained")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("layers", ("web1", "level", *ENV)),
        ("plays", ("web1", "level", *PLAYS)),
        ("rendered", ("web1", "url", *PLAYS, "-e", "port=1")),
        ("everything", ("web2", "--all", *ENV)),
        ("table", ("web1", *ENV)),
        ("undefined", ("web1", "broken", *ENV)),
        ("fact", ("web1", "os", *ENV)),
        ("secret", ("web1", "db_url", *ENV)),
        ("long", ("web1", "tuning", *ENV)),
        ("role", ("web1", "level", *ENV, "-p", "roles.yml")),
        ("registered", ("web1", "answer", *PLAYS)),
    ],
)
def test_output(name, words, explain) -> None:
    compared(name, explain(*words))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("merged", ("web1", "limits", *LAYERED)),
        ("merged_and_given", ("web1", "limits", *LAYERED, "-e", "limits={}")),
        ("asked", ("web1", "login", *LAYERED)),
        ("not_asked", ("web1", "passphrase", *LAYERED)),
        ("included", ("web1", "release", *LAYERED)),
        ("layered", ("web2", "--all", *LAYERED)),
        ("layered_table", ("web1", *LAYERED)),
        ("layered_json", ("web1", "limits", "--json", *LAYERED)),
    ],
)
def test_output_of_merges_questions_and_files(name, words, pushcfg) -> None:
    compared(name, pushcfg("explain", *words, folder="layered"))


def compared(name, done) -> None:
    """Insist on the stored output; PUSHCFG_STORE writes it."""
    stored = HERE / "expected" / f"explain_{name}.text"
    if os.environ.get("PUSHCFG_STORE"):
        stored.write_text(done.out)
    assert (0, "", stored.read_text()) == (done.code, done.err, done.out)


def test_the_readme_shows_what_happens(pushcfg) -> None:
    root = HERE.parent.parent
    shown = (root / "README.md").read_text().partition("$ pushcfg explain ")[2].partition("```")[0]
    command, _, rest = shown.partition("\n")
    told, _, difference = rest.partition("$ pushcfg ")
    assert told == pushcfg("explain", *command.split(), folder="../..").out
    command, _, rest = difference.partition("\n")
    assert pushcfg(*command.split(), folder="../..").out.startswith(rest.partition("  ...\n")[0])


def test_json(explain) -> None:
    data = json.loads(explain("web1", "level", *PLAYS, "--json").out)
    assert "web1" == data["host"]
    assert [("first", 1), ("second", 16)] == [(play["play"], play["line"]) for play in data["plays"]]
    first, second = (play["variables"]["level"] for play in data["plays"])
    assert "fallback" == first["value"]
    assert {"source": "vars/fallback.yml", "value": "fallback", "file": "vars/fallback.yml", "line": 1, "column": 1,
            "wins": True, "merged": False} == first["layers"][-1]  # fmt: skip
    assert [False] * (len(second["layers"]) - 1) + [True] == [layer["wins"] for layer in second["layers"]]
    assert ["set"] == [made["value"] for made in second["on_a_run"]]


def test_secrets_are_nowhere(explain) -> None:
    for words in (("--all",), (), ("--all", "--json"), ("db_url", "-p", "site.yml")):
        assert "hunter2" not in explain("web1", *words, *ENV).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("web1", "levle"), "nothing sets 'levle' for web1; did you mean 'level'?"),
        (("web1", "zzz"), "nothing sets 'zzz' for web1; `pushcfg explain web1` lists all"),
        (("web1", "ansible_kernel"), "facts are known only on a run: pushcfg exec HOST setup"),
        (("wbe1", "level"), "there is no host 'wbe1'; did you mean 'web1'?"),
        (("web1", "-p", "nothing.yml"), "the playbook nothing.yml does not exist"),
        (("web1", "-e", "nonsense"), "-e nonsense: neither name=value, JSON nor @FILE"),
    ],
)
def test_what_makes_no_sense(words, message, explain) -> None:
    done = explain(*words, *ENV)
    assert (2, "") == (done.code, done.out)
    assert message in done.err


def test_a_host_without_a_play(explain) -> None:
    done = explain("db1", "level", "--env", "production", "-p", "only_web.yml")
    assert "note: no play of only_web.yml is for db1\n" == done.err
    assert "=> group_vars/all.yml:1  " in done.out


def ansible(program: str, *arguments: str) -> Any:
    """What one of Ansible's programs prints, as data."""
    path = Path(sys.executable).with_name(program)
    if not path.exists():
        pytest.skip("ansible-core is not installed here")
    environment = {**os.environ, "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.json", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([str(path), *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=120,
                          env=environment)  # fmt: skip
    return json.loads(done.stdout[done.stdout.index("{") :])


@pytest.mark.parametrize("host", ["web1", "web2", "db1"])
def test_the_winner_is_that_of_ansible_inventory(host, explain) -> None:
    expected = ansible("ansible-inventory", "--host", host, *SOURCES, "--playbook-dir", "vars")
    (play,) = json.loads(explain(host, "--all", "--json", *ENV).out)["plays"]
    winners = {name: body["layers"][-1]["value"] for name, body in play["variables"].items()}
    secret = ("db_password",)
    assert {**expected, **dict.fromkeys(secret, "********")} == winners


def test_the_value_is_that_of_a_task_of_ansible(explain) -> None:
    names = ("level", "port", "site", "url", "path", "peers", "other")
    told = ansible("ansible-playbook", *SOURCES, "shown.yml", "-e", json.dumps({"names": names}))
    for number in (0, 1):
        for host, result in told["plays"][number]["tasks"][0]["hosts"].items():
            plays = json.loads(explain(host, "--all", "--json", *ENV, "-p", "shown.yml").out)["plays"]
            (play,) = [play for play in plays if play["play"] == told["plays"][number]["play"]["name"]]
            assert result["msg"] == {name: play["variables"][name]["value"] for name in names}
