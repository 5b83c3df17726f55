"""The same inventories, read by pushcfg and by the real ansible-inventory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pushcfg.inventory import load
from pushcfg.inventory.printing import to_json
from pushcfg.inventory.show import as_graph, as_list, as_tree
from pushcfg.source import loads

CASES = Path(__file__).parent / "cases"
SOURCES = {
    "ini": ["hosts"],
    "yaml": ["hosts.yml"],
    "directory": ["."],
    "two": ["first/hosts", "second"],
    "two-reversed": ["second", "first/hosts"],
    "priority": ["hosts.yml"],
    "json": ["hosts.json"],
    "same_name": ["hosts"],
    "comma": ["a,b:2222,10.0.0.1,", "localhost,"],
    "environments": ["inventories/common", "inventories/production"],
}


def without_profile(printed: str) -> Any:
    """What `ansible-inventory --list` printed, without the profile that 2.19 adds."""
    data = json.loads(printed)
    data["_meta"].pop("profile", None)
    return data


def directory_of(case: str) -> Path:
    directory = CASES / case.partition("-")[0]
    return directory if directory.is_dir() else CASES


def arguments_of(case: str) -> list[str]:
    return [argument for source in SOURCES[case] for argument in ("-i", source)]


@pytest.mark.parametrize("case", SOURCES)
def test_list(case: str, ansible_inventory: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--list` is the same, order of hosts and children included."""
    monkeypatch.chdir(directory_of(case))
    expected = without_profile(ansible_inventory(Path(), *arguments_of(case), "--list"))
    assert expected == json.loads(to_json(as_list(load(SOURCES[case]))))


@pytest.mark.parametrize("case", ["ini", "yaml", "directory"])
def test_graph(case: str, ansible_inventory: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--graph` is the same, to the letter."""
    monkeypatch.chdir(directory_of(case))
    expected = ansible_inventory(Path(), *arguments_of(case), "--graph")
    assert expected == as_graph(load(SOURCES[case])) + "\n"


@pytest.mark.parametrize("case", ["yaml", "priority"])
def test_yaml(case: str, ansible_inventory: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--list --yaml` holds the same data."""
    monkeypatch.chdir(directory_of(case))
    expected = loads(ansible_inventory(Path(), *arguments_of(case), "--list", "--yaml"), "ansible").plain()
    assert expected == as_tree(load(SOURCES[case]))


def test_limit(ansible_inventory: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit leaves the same hosts."""
    monkeypatch.chdir(CASES / "ini")
    expected = without_profile(ansible_inventory(Path(), "-i", "hosts", "--list", "-l", "web:!api*"))
    inventory = load(["hosts"])
    assert expected == json.loads(to_json(as_list(inventory, inventory.select("all", "web:!api*"))))


def test_vars_beside_a_playbook(
    ansible_inventory: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """group_vars/ and host_vars/ of a playbook's folder take the same place among the layers."""
    monkeypatch.chdir(CASES / "playbook")
    printed = ansible_inventory(Path(), "-i", "inventory", "--playbook-dir", "plays", "--list")
    inventory = load(["inventory"]).load_vars_beside(Path("plays"))
    assert without_profile(printed) == json.loads(to_json(as_list(inventory)))


PATTERNS = r"""
all * web db web:db web,db web:&db web:!db !web &web all:!web:!db api-* ~api-[ab] ~.*example api-[ab]
web[0] web[1:3] web[-1] web[2:] web[0:0] web[3:0] web[99:] web[1-2] api*[1] db[0]:web[1] all[0:2] web:!web[0]
[2001:db8::1] 2001:db8::1 fd00::10 lonely.example.com *.com web0?.example.com mail:2222 localhost 127.0.0.1
nosuch web:nosuch datacentre:&web,!rack* rack1-a,rack2-b ungrouped undeclared-yet !db:&web:all
datacentre[1:3]:!api-a ~^w ~(web|db)\d [wd]*1 web,,db web: :web web:db[0] web[0]:&db web[0][0] web[5:] web[1 ungr* al* WEB
~.* ~web.*:!~.*3.* web1:!web1:db1 &db:web *:&db:!web all:&web:&db web,!db,&web all,!all ~web\[0\] web[!1] db[a:b] !web[0]"""


@pytest.mark.parametrize("pattern", PATTERNS.split())
def test_patterns(pattern: str, ansible_manager: Callable[..., Any]) -> None:
    """A pattern means the same hosts in the same order."""
    source = CASES / "ini" / "hosts"
    expected = [host.name for host in ansible_manager(source).get_hosts(pattern)]
    assert expected == load([source]).match(pattern)


@pytest.mark.parametrize(
    "limit", ["web", "!web", "nosuch", "db:&web", "web[0]", "all", "lonely.example.com,mail"]
)
def test_limits(limit: str, ansible_manager: Callable[..., Any]) -> None:
    """A limit leaves the same hosts of a pattern, in the order of the pattern."""
    source = CASES / "ini" / "hosts"
    manager = ansible_manager(source)
    manager.subset(limit)
    expected = [host.name for host in manager.get_hosts("db:all")]
    assert expected == load([source]).match("db:all", limit)


@pytest.mark.parametrize("case", SOURCES)
def test_group_names_and_groups(
    case: str, ansible_manager: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variables group_names and groups are the same."""
    monkeypatch.chdir(directory_of(case))
    manager, inventory = ansible_manager(*SOURCES[case]), load(SOURCES[case])
    for name, host in manager.hosts.items():
        assert host.get_magic_vars()["group_names"] == inventory.group_names(name)
    expected = {name: sorted(hosts) for name, hosts in manager.get_groups_dict().items()}
    assert expected == {name: sorted(hosts) for name, hosts in inventory.group_hosts().items()}
