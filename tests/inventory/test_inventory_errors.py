"""What is said of inventories and patterns that make no sense."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pushcfg.errors import InputError, InventoryError, UsageError
from pushcfg.inventory import Inventory, load, load_inventory

Write = Callable[[str, str], Path]

ERRORS = [
    ("hosts", "[web]\nw1\n[web:foo]\n", "3:1: a section cannot be of the kind 'foo'"),
    ("hosts", "[web]\nw1 oops\n", "2:1: expected name=value after the host, not 'oops'"),
    ("hosts", "[web]\nw1 a='x\n", "2:1: this host cannot be read: no closing quotation; quote a value"),
    (
        "hosts",
        "[web:vars]\na=1\n",
        "1:1: [web:vars] is for a group that is not declared; add a section [web]",
    ),
    ("hosts", "[web:children]\ndb\n", "2:1: [web:children] names the group 'db', which is not declared"),
    ("hosts", "[web]\n[web:vars]\n  a b\n", "3:3: expected name=value, not 'a b'"),
    (
        "hosts",
        "[a]\n[b]\n[a:children]\nb\n[b:children]\na\n",
        "6:1: the groups contain one another: a > b > a",
    ),
    ("hosts", "[a:children]\na\n", "2:1: the group 'a' is its own child"),
    ("hosts", "web[01:5]\n", "1:1: the ends of [01:5] in 'web[01:5]' differ in length; write the last as 05"),
    ("hosts", "web[5:1]\n", "1:1: [5:1] in 'web[5:1]' ends before it begins"),
    ("hosts", "web[1:9:0]\n", "1:1: the step of [1:9:0] in 'web[1:9:0]' is 0"),
    ("hosts", "web[1:999999999]\n", "1:1: 'web[1:999999999]' stands for more than 100000 hosts"),
    ("hosts", "web[a:5]\n", "1:1: [a:5] in 'web[a:5]' is no range; write [first:last]"),
    ("hosts", "[a]\n[a:vars]\nansible_group_priority=high\n", "3:1: ansible_group_priority is 'high'"),
    ("hosts", "all:\n  hosts:\n    a:\n   b:\n", "4:4: "),
    (
        "hosts.yml",
        "all: {hosts: [a]}\n",
        "1:14: hosts is a list, not a mapping; write each name with a colon",
    ),
    ("hosts.yml", "- a\n", "1:1: the inventory is a list, not a mapping of groups"),
    (
        "hosts.yml",
        "all:\n  host:\n    a:\n",
        "2:3: the group 'all' has no section 'host'; did you mean 'hosts'?",
    ),
    ("hosts.yml", "all: {hosts: {5: }}\n", "1:15: the name of a host is text, not the number 5"),
    ("hosts.yml", "all: {hosts: {a: b}}\n", "1:18: the variables of 'a' are the text 'b'"),
    ("hosts.yml", "all: {vars: {1: b}}\n", "1:14: the name of a variable is text, not the number 1"),
    ("hosts.yml", "all: {children: {a: 5}}\n", "1:21: the group 'a' is the number 5"),
    (
        "hosts.yml",
        "a: {children: {b: {children: {a: }}}}\n",
        "1:16: the groups contain one another: b > a > b",
    ),
    ("hosts.yml", "all: {hosts: {a: {x: {{ y }}}}}\n", "a template stands here without quotes"),
    ("hosts.yml", "plugin: aws_ec2\n", "1:9: inventory plugins such as 'aws_ec2' are not supported"),
    (
        "hosts",
        "$ANSIBLE_VAULT;1.1;AES256\n61\n",
        "1:1: the encrypted text is damaged",
    ),
    ("hosts.toml", "[a\n", "1:3: this is no TOML: Expected ']' at the end of a table declaration"),
    ("hosts.toml", "", "1:1: the inventory is empty"),
    ("hosts.toml", "[web]\nhosts = 5\n", "1:1: hosts of the group 'web' is no table; write [web.hosts]"),
    ("hosts.toml", "[web]\nchildren = 'a'\n", "1:1: children of the group 'web' is no list of names"),
    ("hosts.toml", "[web.hosts]\na = 1\n", "1:1: the variables of 'a' are no table; write a = {}"),
    ("hosts.toml", "plugin = 'constructed'\n", "1:1: a plugin is not configured in TOML; write it in YAML"),
    ("made.yml", "plugin: constructed\ngroup: {}\n", "2:1: the plugin constructed has no option 'group'; did you mean"),
    ("made.yml", "plugin: constructed\ncompose: [a]\n", "2:10: compose is a list, not a mapping"),
    ("made.yml", "plugin: constructed\nkeyed_groups: {}\n", "2:15: keyed_groups is a mapping, not a list"),
    ("made.yml", "plugin: constructed\nkeyed_groups: [{prefix: a}]\n", "2:16: an entry of keyed_groups has no key"),
    ("made.yml", "plugin: constructed\nstrict: maybe\n", "2:9: strict is the text 'maybe'; write true or false"),
    (
        "made.yml",
        "plugin: constructed\nkeyed_groups: [{key: a, default_value: x, trailing_separator: false}]\n",
        "2:16: default_value and trailing_separator exclude one another",
    ),
    ("hosts", "a\n\x89PNG: x y", "2:1: '\\x89PNG:' ends in a colon"),
    ("hosts", "[web\n", "1:1: [web is no section"),
]


@pytest.mark.parametrize(("name", "text", "expected"), ERRORS)
def test_broken_files(name: str, text: str, expected: str, write: Write) -> None:
    path = write(name, text)
    with pytest.raises(InputError) as caught:
        load([path])
    assert str(caught.value).startswith(f"{path}:")
    assert expected in str(caught.value)
    assert caught.value.hint != ""


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="there is no such inventory"):
        load([tmp_path / "none"])


def test_a_file_that_only_happens_to_be_executable_is_read(write: Write) -> None:
    path = write("hosts", "a\n")
    path.chmod(0o755)
    assert list(load([path]).hosts) == ["a"]


def test_one_broken_file_of_a_directory_is_enough(write: Write, tmp_path: Path) -> None:
    write("good.ini", "a\n")
    write("worse.ini", "[b\nc d\n")
    with pytest.raises(InventoryError):
        load([tmp_path])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n", "w.yml:1:1: a file of variables holds a mapping, not a list"),
        ("5: a\n", "w.yml:1:1: the name of a variable is text, not the number 5"),
        ("a: [\n", "w.yml:2:1: "),
        ("a: !vault [x]\n", "w.yml:1:4: !vault stands before encrypted text"),
    ],
)
def test_broken_variables(text: str, expected: str, write: Write) -> None:
    write("group_vars/w.yml", text)
    inventory = load([write("hosts", "[w]\na\n")])
    with pytest.raises(InputError) as caught:
        inventory.layers("a")
    assert expected in str(caught.value)


@pytest.fixture
def inventory(write: Write) -> Inventory:
    return load([write("hosts", "[web]\nweb1\nweb2\n[db]\ndb1\n[empty]\n")])


@pytest.mark.parametrize(
    ("pattern", "limit", "expected"),
    [
        ("wbe", None, "no host or group matches 'wbe'; did you mean 'web'?"),
        ("web", "dv1", "no host or group matches 'dv1'; did you mean 'db1'?"),
        ("empty", None, "the pattern 'empty' matches no host"),
        ("web:!web", None, "the pattern 'web,!web' matches no host"),
        ("web", "db", "no host of the pattern 'web' is within the limit 'db'"),
        (
            "web[7]",
            None,
            "the host pattern 'web[7]' asks for a place beyond its 2 hosts; the places are 0 to 1",
        ),
        ("~web(", None, "the host pattern '~web(' is no regular expression"),
        ("", None, "a host pattern is empty"),
        ("web:!", None, "'!' in a host pattern names nothing"),
        ("web", "", "a host pattern is empty"),
    ],
)
def test_selectors(inventory: Inventory, pattern: str, limit: str | None, expected: str) -> None:
    with pytest.raises(InventoryError) as caught:
        inventory.select(pattern, limit)
    assert str(caught.value).startswith(expected)


def test_an_empty_limit_file_is_not_all_hosts(inventory: Inventory, write: Write) -> None:
    path = write("retry", "\n")
    with pytest.raises(InventoryError, match="a host pattern is empty"):
        inventory.select("all", f"@{path}")


def test_no_inventory_named() -> None:
    with pytest.raises(UsageError, match="-i FILE"):
        load_inventory((), None)
