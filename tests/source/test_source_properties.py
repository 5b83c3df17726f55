"""What holds for any text and any data."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from pushcfg.errors import Position, SourceError
from pushcfg.source import dump, loads, loads_optional

YAML_LIKE = st.text(alphabet="ab:-?{}[]&*!|>'\"%@`#,\\ \n\t~<1=.é", max_size=80)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(st.text(max_size=100) | YAML_LIKE)
def test_any_text_is_a_tree_or_an_error(text: str) -> None:
    try:
        node = loads(text, "x")
    except SourceError as error:
        outcome: object = error.position
    else:
        node.plain()
        outcome = node.position
    assert isinstance(outcome, Position)


@given(YAML_LIKE)
def test_what_pyyaml_reads_is_read_alike(text: str) -> None:
    try:
        expected = yaml.load(text, yaml.CSafeLoader)
        json.dumps(expected)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return
    try:
        node = loads_optional(text, "x")
    except SourceError as error:
        # Sets, ordered mappings and the like, which no playbook has.
        outcome, expected = error.hint, "remove the tag"
    else:
        outcome = repr(None if node is None else node.plain())
        expected = repr(expected)
    assert expected == outcome


@given(DATA)
def test_dumped_data_comes_back(data: Any) -> None:
    assert data == (None if data is None else loads(dump(data), "x").plain())


@given(DATA.filter(lambda data: isinstance(data, list | dict)))
def test_json_comes_back(data: Any) -> None:
    assert data == loads(json.dumps(data), "x").plain()
