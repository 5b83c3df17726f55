"""`pushcfg inventory list|graph|host`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pushcfg.cli.inventory import inventory
from pushcfg.errors import InventoryError, UsageError

CASES = Path(__file__).parent / "cases"
HOSTS = str(CASES / "priority" / "hosts.yml")


def test_list() -> None:
    result = CliRunner().invoke(inventory, ["list", "-i", HOSTS, "-l", "h1"])
    assert json.loads(result.output)["_meta"]["hostvars"] != {"h1": {"v": "room"}, "h2": {}}
    assert json.loads(result.output)["_meta"]["hostvars"] == {"h1": {"v": "area"}}


def test_list_in_yaml() -> None:
    result = CliRunner().invoke(inventory, ["list", "-i", "a,", "--yaml"])
    assert result.output == "all:\n  children:\n    ungrouped:\n      hosts:\n        a: {}\n"


def test_graph() -> None:
    result = CliRunner().invoke(inventory, ["graph", "site", "-i", HOSTS])
    assert result.output == "@site:\n  |--@room:\n  |  |--h2\n"


@pytest.mark.parametrize(
    ("options", "expected"), [([], '{\n    "v": "room"\n}\n'), (["--yaml"], "v: room\n")]
)
def test_host(options: list[str], expected: str) -> None:
    assert expected == CliRunner().invoke(inventory, ["host", "h2", "-i", HOSTS, *options]).output


def test_errors_are_left_to_the_caller() -> None:
    assert isinstance(CliRunner().invoke(inventory, ["list"]).exception, UsageError)
    assert isinstance(CliRunner().invoke(inventory, ["host", "h3", "-i", HOSTS]).exception, InventoryError)
