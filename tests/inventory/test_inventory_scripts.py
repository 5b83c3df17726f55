"""Inventory scripts and constructed inventories that go wrong: what is said, and that nothing is half read."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pushcfg import programs
from pushcfg.errors import InventoryError
from pushcfg.inventory import load

Write = Callable[[str, str], Path]

FAILURES = [
    ("exit 3", "the inventory script ended --list with exit code 3; run `{path} --list` by hand"),
    ("echo oops >&2; exit 1", "by hand; on stderr it says:\noops"),
    ("echo no json", "the inventory script prints no JSON for --list: Expecting value: line 1 column 1"),
    ("echo '[]'", "the inventory script prints a list for --list, not an object"),
    ("true", "the inventory script prints nothing for --list"),
    ("printf '\\377'", "byte 1 of what the inventory script prints for --list is not UTF-8"),
    ("""echo '{"_meta": {}}'""", "_meta.hostvars is null; print an object there"),
    ("""echo '{"_meta": {"hostvars": {}, "profile": "x"}}'""", "_meta.profile is 'x', which is no inventory"),
    ("""echo '{"a": {"hosts": "h"}}'""", "a.hosts is the text 'h'; print a list of names there"),
    ("""echo '{"a": {"hosts": [5]}}'""", "a.hosts has 5 in it; print names as texts"),
    ("""echo '{"a": {"vars": []}}'""", "a.vars is a list; print an object there"),
    ("""echo '{"a": {"hosts": ["h"]}, "_meta": {"hostvars": {"h": 1}}}'""", "the variables of h is 1"),
    ("""echo '{"a": {"children": ["b"]}, "b": {"children": ["a"]}}'""", "the groups contain one another: a > b > a"),
    ("""[ $1 = --host ] && exit 2; echo '{"a": ["h"]}'""", "the inventory script ended --host h with exit code 2"),
]


@pytest.fixture
def script(write: Write) -> Callable[[str], Path]:
    """Writes a shell script."""

    def write_script(text: str) -> Path:
        path = write("inventory.sh", f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    return write_script


@pytest.mark.parametrize(("text", "expected"), FAILURES)
def test_failures(text: str, expected: str, script: Callable[[str], Path]) -> None:
    path = script(text)
    with pytest.raises(InventoryError) as caught:
        load([path])
    assert str(caught.value).startswith(f"{path}:1:1: ")
    assert expected.format(path=path) in str(caught.value)


def test_a_script_without_its_interpreter(write: Write) -> None:
    path = write("inventory.py", "#!/no/such/python\n")
    path.chmod(0o755)
    with pytest.raises(InventoryError, match="the inventory script cannot be run: No such file or directory"):
        load([path])


def test_a_script_has_a_limit(script: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended with all that it has started, also what holds its output open."""
    monkeypatch.setattr(programs, "run", functools.partial(programs.run, limit=0.2))
    path = script("sleep 60 & sleep 60")
    start = time.monotonic()
    with pytest.raises(InventoryError, match="has not ended --list within"):
        load([path])
    assert time.monotonic() - start < 10


def test_what_a_script_says_is_a_warning(script: Callable[[str], Path]) -> None:
    path = script("""echo remark >&2; echo '{"a": {"hosts": ["h"], "hosts": ["i"]}, "_meta": {"hostvars": {}}}'""")
    inventory = load([path])
    assert ["i"] == list(inventory.hosts)
    assert [
        "the script prints the key 'hosts' twice in one object; the last one counts",
        "the script says: remark",
    ] == [warned.message for warned in inventory.warnings]


def test_a_script_is_called_once_a_host_without_meta(script: Callable[[str], Path], tmp_path: Path) -> None:
    script(f"""echo "$@" >> {tmp_path}/calls; [ $1 = --list ] && echo '{{"a": ["h", "i"]}}'; true""")
    inventory = load([tmp_path / "inventory.sh"])
    assert (tmp_path / "calls").read_text() == "--list\n--host h\n--host i\n"
    assert len(inventory.warnings) == 1


def test_a_script_that_must_not_be_executed(write: Write) -> None:
    path = write("inventory.py", "#!/usr/bin/env python3\nimport json, sys\nprint(json.dumps({}))\n")
    with pytest.raises(InventoryError, match=r"if this is an inventory script, make it executable: chmod \+x"):
        load([path])


def test_strict(write: Write) -> None:
    path = write("made.yml", "plugin: constructed\nstrict: true\ncompose:\n  a: b\n")
    hosts = write("hosts", "[g]\nh b='{{ c }}'\n[g:vars]\nc='{{ d }}'\n")
    with pytest.raises(InventoryError) as caught:
        load([hosts, path])
    assert str(caught.value) == (
        f"{path}:4:6: the variable 'a' of host 'h': b ({hosts}:2:3) -> c ({hosts}:4:1) -> 'd' is undefined: {{{{ d }}}}; "
        "correct it, or write `strict: false`"
    )


def test_a_key_of_the_wrong_kind(write: Write) -> None:
    path = write("made.yml", "plugin: constructed\nkeyed_groups: [{key: n}]\n")
    with pytest.raises(InventoryError, match="the key 'n' is 5, neither text nor a list or mapping"):
        load([write("hosts", "h n=5\n"), path])


def test_what_no_host_can_evaluate_is_told_once(write: Write) -> None:
    path = write("made.yml", 'plugin: constructed\ncompose: {a: "{{ b }}", c: 5}\nodd: 1\n')
    inventory = load(["h,i,", path])
    assert [(3, 1), (2, 14), (2, 28)] == [
        (warned.position.line, warned.position.column) for warned in inventory.warnings if warned.position
    ]
    assert {} == inventory.variables("h")
