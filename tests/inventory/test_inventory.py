"""Hosts, layers, environments and limits, as far as Ansible has nothing to compare with."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.inventory import environment_sources, load, load_inventory

CASES = Path(__file__).parent / "cases"
Write = Callable[[str, str], Path]


def test_layers_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "playbook")
    layers = load(["inventory"], Path("plays")).layers("w1")
    assert [layer.source for layer in layers] == [
        "group all in the inventory",
        "group web in the inventory",
        "inventory/group_vars/all.yml",
        "plays/group_vars/all.yml",
        "inventory/group_vars/web.yml",
        "plays/group_vars/web.yml",
        "host w1 in the inventory",
        "inventory/host_vars/w1.yml",
        "plays/host_vars/w1.yml",
    ]
    assert Position("inventory/group_vars/web.yml", 2, 1) == layers[4].positions["s"]
    assert Position("inventory/hosts", 2, 4) == layers[6].positions["v"]


def test_implicit_localhost() -> None:
    inventory = load([CASES / "ini" / "hosts"])
    assert inventory.select("localhost") == ["localhost"]
    assert inventory.host("localhost").implicit
    assert inventory.group_names("localhost") == []
    variables = inventory.variables("localhost")
    assert (variables["ansible_connection"], variables["ansible_python_interpreter"]) == (
        "local",
        sys.executable,
    )
    assert variables["from_file"] == "all"
    assert "localhost" not in inventory.hosts


def test_localhost_of_the_inventory_is_no_implicit_one(write: Write) -> None:
    inventory = load([write("hosts", "127.0.0.1 a=1\n")])
    assert inventory.select("localhost") == ["127.0.0.1"]
    assert inventory.variables("127.0.0.1") == {"a": 1}


def test_environment_over_common(monkeypatch: pytest.MonkeyPatch) -> None:
    root = CASES / "environments"
    inventory = load_inventory((), "production", root=root)
    assert list(inventory.order) == ["shared1", "prod1"]
    assert inventory.variables("shared1") == {"level": "production", "kept": "common"}
    expected = [root / "inventories" / "common", root / "inventories" / "staging"]
    assert expected == environment_sources("staging", root)
    with pytest.raises(InventoryError, match=r"no environment 'prod' in .*; there are: production, staging"):
        environment_sources("prod", root)


def test_limit_from_a_file(write: Write) -> None:
    inventory = load(["a,b,c,d,"])
    path = write("limit", "a\n\nc\n!c\nd\n")
    assert inventory.select("all", f"@{path}") == ["a", "d"]


def test_warnings(write: Write) -> None:
    path = write(
        "hosts.yml", "all:\n  remark: {}\n  hosts:\n    web:\nweb: {hosts: {b: , b: }}\nother: text\n"
    )
    write("group_vars/web.yml", "a: 1\na: 2\n")
    inventory = load([path])
    inventory.layers("b")
    expected = [(5, 20), (2, 3), (6, 1), (4, 5), (2, 1)]
    places = [warned.position for warned in inventory.warnings if warned.position is not None]
    assert expected == [(place.line, place.column) for place in places]


def test_match_warns_of_what_it_does_not_know() -> None:
    warnings: list[Warned] = []
    assert load(["web1,"]).match("web1:wbe1", warnings=warnings) == ["web1"]
    assert [w.message for w in warnings] == ["no host or group matches 'wbe1'; did you mean 'web1'?"]


def test_an_inventory_pickles() -> None:
    inventory = load([CASES / "ini" / "hosts"])
    again = pickle.loads(pickle.dumps(inventory))
    assert inventory.variables("db1") == again.variables("db1")
