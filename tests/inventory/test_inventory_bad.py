"""Files that are odd, damaged or no inventories at all: an error with its place, a warning, or simply read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pushcfg.errors import InputError, InventoryError
from pushcfg.inventory import load
from pushcfg.inventory.printing import to_json
from pushcfg.inventory.show import as_list

Write = Callable[[str, str], Path]

REFUSED = [
    ("hosts", b"[g]\na v=\xe9\n", "2:5: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    ("hosts", "[g]\na\n".encode("utf-16"), "1:1: byte 0xff is not UTF-8"),
    ("hosts", b"a\0b\n", "1:1: a host's name has a NUL in it"),
    ("hosts.yml", b"all:\n\thosts:\n", "2:1: "),
    ("hosts.yml", b"all: {hosts: {[a]: }}\n", "1:15: a key cannot be a list; quote it"),
    ("hosts.yml", b"all: {hosts: {a: {v: " + b"[" * 300 + b"]" * 300 + b"}}}\n", "nested more than 100 levels deep"),
    ("hosts.json", b'{"all": {"hosts": {"a": {}}', "2:1: "),
    ("hosts.yml", b"all: &x {vars: {a: *x}}\n", "1:6: this anchor contains itself"),
    ("hosts", b"".join(b"[g%d:children]\ng%d\n" % (n, n + 1) for n in range(300)) + b"[g300]\n",
     "601:1: the group 'g300' is nested more than 200 levels deep"),
    ("hosts", b"This is a letter.\n", "1:1: expected name=value after the host, not 'is'"),
    ("site.yml", b"- hosts: all\n", "1:1: the inventory is a list, not a mapping of groups"),
    ("script.sh", b"#!/usr/bin/env python3\nprint('{\"a\": {\"vars\": {\"v\": ' + '[' * 900 + ']' * 900 + '}}}')\n",
     "prints values nested more than 100 levels deep"),
]  # fmt: skip

READ = [
    ("hosts", b"", []),
    ("hosts.yml", b"---\n# nothing\n", []),
    ("hosts", b"\xef\xbb\xbf[g]\na\n", ["a"]),
    ("hosts.yml", b"\xef\xbb\xbfall: {hosts: {a: }}\n", ["a"]),
    ("hosts.yml", b"all:\r\n  hosts:\r\n    a:\r\n", ["a"]),
    ("hosts", b"# caf\xe9\n[g]\na\n", ["a"]),
]

WARNED = [
    ("hosts", "[g]\na\n[g:vars]\nv=1\nv=2\n", "5:1", "the key 'v' stood in line 4 already; the last one counts"),
    ("hosts.yml", "all: {hosts: {a: , a: }}\n", "1:20", "the key 'a' stood in line 1 already; the last one counts"),
    ("hosts", "<html></html>\n", "1:1", "'<html></html>' is an odd name of a host; is this an inventory?"),
    ("hosts", "[a]\na\n", "2:1", "'a' names a host and a group; variables written for the host count for the group"),
]


def placed(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    path.chmod(0o755 if content.startswith(b"#!") else 0o644)
    return path


@pytest.mark.parametrize(("name", "content", "expected"), REFUSED)
def test_refused(name: str, content: bytes, expected: str, tmp_path: Path) -> None:
    path = placed(tmp_path, name, content)
    with pytest.raises(InputError) as caught:
        load([path])
    assert str(caught.value).startswith(f"{path}:")
    assert expected in str(caught.value)


@pytest.mark.parametrize(("name", "content", "expected"), READ)
def test_read(name: str, content: bytes, expected: list[str], tmp_path: Path) -> None:
    inventory = load([placed(tmp_path, name, content)])
    to_json(as_list(inventory))
    assert expected == list(inventory.hosts)


@pytest.mark.parametrize(("name", "text", "place", "expected"), WARNED)
def test_warned(name: str, text: str, place: str, expected: str, write: Write) -> None:
    path = write(name, text)
    assert [f"{path}:{place}: {expected}"] == [f"{each.position}: {each.message}" for each in load([path]).warnings]


def test_unreadable() -> None:
    """A file whose beginning nobody can read, root neither."""
    with pytest.raises(InventoryError, match=r"mem:1:1: the file cannot be read: Input/output error; check its"):
        load(["/proc/self/mem"])


def test_links_in_circles(tmp_path: Path, write: Write) -> None:
    """A folder that contains itself is read once."""
    write("hosts", "[g]\na\n")
    write("group_vars/g/x.yml", "v: 1\n")
    (tmp_path / "group_vars" / "g" / "again").symlink_to(".")
    (tmp_path / "nested").mkdir()
    (tmp_path / "nested" / "again").symlink_to("..")
    inventory = load([tmp_path])
    assert {"v": 1} == inventory.variables("a")
    assert ["this link leads to a folder that it is in, and is skipped"] == [w.message for w in inventory.warnings]


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "hosts").symlink_to("gone")
    with pytest.raises(InventoryError, match="hosts:1:1: this link leads nowhere: gone"):
        load([tmp_path])


def test_an_empty_folder(tmp_path: Path) -> None:
    assert ["there is nothing in this folder to read"] == [w.message for w in load([tmp_path]).warnings]


def test_sources_that_are_no_files() -> None:
    assert [] == list(load(["/dev/null"]).hosts)
    with pytest.raises(InventoryError, match="the name of an inventory is empty"):
        load([""])


def test_a_long_list_of_hosts() -> None:
    """Longer than any path may be."""
    names = [f"host{number}.example.com" for number in range(1000)]
    assert names == list(load([",".join(names)]).hosts)


def test_ranges_in_a_list_of_hosts() -> None:
    inventory = load(["web[01:02].x:22,[::1],"])
    assert ["web01.x", "web02.x", "[::1]"] == list(inventory.hosts)
    assert {"ansible_port": 22} == inventory.variables("web02.x")
