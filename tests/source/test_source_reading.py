"""YAML text to trees."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path

import pytest

from pushcfg.errors import Position
from pushcfg.events import Warned
from pushcfg.model import Unsafe
from pushcfg.source import dump, load, load_optional, loads, loads_optional

PLAYBOOK = """\
---
- hosts: web
  vars: {port: 80}

  tasks:
    - name: "say"
      debug:
        msg: >-
          folded
          text
"""


def test_positions_of_keys_and_values() -> None:
    play = loads(PLAYBOOK, "site.yml").elements()[0]
    assert Position("site.yml", 2, 3) == play.position
    hosts = play.entry("hosts")
    assert hosts is not None
    assert [Position("site.yml", 2, 3), Position("site.yml", 2, 10)] == [node.position for node in hosts]
    tasks = play.get("tasks")
    assert tasks is not None
    (task,) = tasks
    assert {"name": Position("site.yml", 6, 7), "debug": Position("site.yml", 7, 7)} == task.key_positions()


def test_plain() -> None:
    expected = [
        {"hosts": "web", "vars": {"port": 80}, "tasks": [{"name": "say", "debug": {"msg": "folded text"}}]}
    ]
    assert expected == loads(PLAYBOOK, "site.yml").plain()


def test_an_empty_node_is_true() -> None:
    assert loads("a: {}", "x").get("a")
    assert len(loads("{}", "x")) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True),
        ("'yes'", "yes"),
        ("0644", 420),
        ("12:30", 750),
        ("1e3", "1e3"),
        ("1.5", 1.5),
        ("0x1f", 31),
        ("2024-05-06", datetime.date(2024, 5, 6)),
        ("!!binary aGk=", b"hi"),
        ("!!str 5", "5"),
        ("[~, '']", [None, ""]),
        ("é", "é"),
    ],
)
def test_values_are_those_of_yaml_1_1(text: str, expected: object) -> None:
    assert expected == loads(text, "x").plain()


def test_merge_keys() -> None:
    text = """\
a: &a {x: 1, y: 1}
b: &b {y: 2, z: 2}
both: {<<: [*a, *b], z: 3}
twice:
  <<: *a
  y: own
"""
    plain = loads(text, "x").plain()
    assert plain["both"] == {"x": 1, "y": 1, "z": 3}
    assert plain["twice"] == {"x": 1, "y": "own"}


def test_aliases_are_one_node_but_separate_data() -> None:
    root = loads("a: &a [1]\nb: *a\n", "x")
    assert root.get("a") is root.get("b")
    plain = root.plain()
    plain["a"].append(2)
    assert plain["b"] == [1]


def test_the_last_of_two_equal_keys_counts() -> None:
    warnings: list[Warned] = []
    assert loads("a: 1\nb: 1\na: 2\n", "x.yml", warnings).plain() == {"a": 2, "b": 1}
    assert [Position("x.yml", 3, 1)] == [warned.position for warned in warnings]


def test_unsafe_reaches_into_containers() -> None:
    plain = loads(
        "a: !unsafe ['{{ x }}', {b: '{{ y }}'}, 5]\nc: !unsafe '{{ z }}'\nd: '{{ w }}'\n", "x"
    ).plain()
    assert isinstance(plain["a"][0], Unsafe)
    assert isinstance(plain["a"][1]["b"], Unsafe)
    assert plain["a"][2] == 5
    assert isinstance(plain["c"], Unsafe)
    assert type(plain["d"]) is str


def test_an_alias_is_unsafe_only_where_it_says_so() -> None:
    plain = loads("a: &a {b: x}\nc: !unsafe [*a]\n", "x").plain()
    assert type(plain["a"]["b"]) is str
    assert isinstance(plain["c"][0]["b"], Unsafe)


def test_json_keeps_its_own_numbers_and_escapes() -> None:
    text = '{\n\t"number": 1e3, "text": "1e3", "face": "\\ud83d\\ude00", "none": null}'
    assert loads(text, "x").plain() == {"number": 1000.0, "text": "1e3", "face": "😀", "none": None}
    assert loads('{"number": 1e3, "text": "true"}', "x").plain() == {"number": 1000.0, "text": "true"}


def test_nothing() -> None:
    for text in ("", "---\n", "# comment\n", "~"):
        assert loads_optional(text, "x") is None


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "bom.yml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load(path).plain() == {"a": 1}
    path.write_text("# nothing\n")
    assert load_optional(path) is None


def test_nodes_pickle() -> None:
    root = loads(PLAYBOOK, "site.yml")
    assert root == pickle.loads(pickle.dumps(root))


def test_dump() -> None:
    assert dump({"b": [1, "é"], "a": Unsafe("x")}) == "a: x\nb:\n- 1\n- é\n"
