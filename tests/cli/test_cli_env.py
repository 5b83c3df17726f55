"""`pushcfg env`: its output as a whole, exit codes, and what a run is warned of."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pushcfg.environments.suspects import looks_like

HERE = Path(__file__).parent


@pytest.fixture
def env(pushcfg):
    """Runs it in the folder of the example."""
    return lambda *words: pushcfg("env", *words, folder="environments")


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("all", ("staging", "production"), 3),
        ("one_host", ("production", "staging", "w1"), 3),
        ("one_sided", ("dev", "production", "cache"), 3),
    ],
)
def test_diff(name, words, code, env) -> None:
    done = env("diff", *words)
    stored = HERE / "expected" / f"env_{name}.text"
    told = f"{done.out}-- on stderr:\n{done.err}"
    if os.environ.get("PUSHCFG_STORE"):
        stored.write_text(told)
    assert (code, stored.read_text()) == (done.code, told)


def test_no_difference(env) -> None:
    done = env("diff", "staging", "staging")
    assert (0, "no variable differs\n") == (done.code, done.out)


def test_json(env) -> None:
    done = env("diff", "staging", "production", "--json")
    data = json.loads(done.out)
    assert (3, "", ["staging", "production"]) == (done.code, done.err, data["environments"])
    by_path = {(found["owner"], found["variable"], *found["keys"]): found for found in data["differences"]}
    relay = by_path["all", "mail", "relay"]
    assert ("mail.staging.example.com", 2) == (relay["left"]["value"], relay["left"]["line"])
    assert (None, "group") == (by_path["all", "proxy"]["left"], by_path["all", "proxy"]["kind"])
    assert ("host", 1, 2) == (by_path["w1", "rack"]["kind"], by_path["w1", "rack"]["left"]["value"],
                              by_path["w1", "rack"]["right"]["value"])  # fmt: skip
    assert {"left": {"groups": [], "hosts": ["w2"]}, "right": {"groups": ["cache"], "hosts": ["w3", "c1"]}} == data["only"]
    assert [("log_kepp", "log_keep"), ("only_here", None), ("proxy", None)] == [
        (warned["variable"], warned["near"]) for warned in data["warnings"]
    ]
    assert "abc" not in done.out


def test_list(env) -> None:
    assert "dev         1 host in 2 groups\nproduction  4 hosts in 3 groups\nstaging     3 hosts in 2 groups\n" == env("list").out
    assert {"name": "dev", "hosts": 1, "groups": 2} == json.loads(env("list", "--json").out)[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("staging", "prod"), "there is no environment 'prod' in inventories; there are: dev, production, staging"),
        (("staging", "production", "nobody"), "no host or group matches 'nobody'"),
    ],
)
def test_what_makes_no_sense(words, message, env) -> None:
    done = env("diff", *words)
    assert (2, "") == (done.code, done.out)
    assert message in done.err


def test_a_run_is_warned_once(pushcfg) -> None:
    done = pushcfg("run", "--env", "staging", "site.yml", folder="environments")
    assert 0 == done.code
    assert (
        "warning: only some environments set log_kepp (log_keep?), only_here, proxy; `pushcfg env diff` shows where\n"
    ) == done.err


def test_our_own_environments_make_nobody_suspicious(pushcfg) -> None:
    assert "" == pushcfg("env", "diff", "staging", "production", folder="../..").err


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("log_keep", "log_kepp", True),
        ("log_keep", "logkeep", True),
        ("backup_hosts", "backup_host", True),
        ("disk1_size", "disk2_size", False),
        ("log_min_size", "log_max_size", False),
        ("port", "prot", False),
        ("web_user", "database_user", False),
    ],
)
def test_what_looks_misspelt(one, other, alike) -> None:
    assert alike == looks_like(one, other) == looks_like(other, one)
