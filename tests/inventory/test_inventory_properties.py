"""What holds for any text."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushcfg.errors import PushcfgError
from pushcfg.inventory import Inventory, load
from pushcfg.inventory.printing import to_json
from pushcfg.inventory.reading.ini import _Ini, parse_value
from pushcfg.inventory.show import as_graph, as_list

LINES = st.sampled_from(
    r"""[web]|[db:children]|[web:vars]|[all:vars]|[x|web|db|h[1:3] a=1|h[a:|k = v|a: b|---|- x|all:|  hosts:|\
    h:|  children: {db: {hosts: {h: }}}|#|[::1]:22|h a='|{|}|<<: x|localhost ansible_group_priority=1|\
ansible_group_priority=x""".replace("\\\n", "").split("|")
)
TEXTS = st.text(max_size=60) | st.lists(LINES, max_size=8).map("\n".join)
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@RELAXED
@given(TEXTS, st.sampled_from(["hosts", "hosts.yml", "hosts.ini", "hosts.json"]))
def test_any_text_is_an_inventory_or_an_error(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    try:
        inventory = load([path])
    except PushcfgError:
        return
    assert isinstance(inventory, Inventory)
    to_json(as_list(inventory))
    as_graph(inventory)
    for host in inventory.hosts:
        assert host in inventory.order


@given(st.text(max_size=20), st.none() | st.text(max_size=20))
def test_any_pattern_is_hosts_or_an_error(pattern: str, limit: str | None) -> None:
    inventory = load(["web1,web2,db1,"])
    try:
        hosts = inventory.select(pattern, limit)
    except PushcfgError:
        return
    assert hosts
    assert len(set(hosts)) == len(hosts)


@given(
    st.text(alphabet="ab =\t'\"é\x0b", min_size=1, max_size=30).filter(
        lambda line: line.strip() == line != ""
    )
)
def test_words_are_those_of_shlex(line: str) -> None:
    try:
        expected = shlex.split(line, comments=True)
    except ValueError:
        return
    assert expected == _Ini.__new__(_Ini)._words(line)


@given(st.text(alphabet="0123456789abTrueNon.'\"_/:@%+- ,[]x", max_size=12))
def test_values_are_those_of_literal_eval(text: str) -> None:
    try:
        expected = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError):
        expected = text
    if isinstance(expected, str | int | float | None):
        assert repr(expected) == repr(parse_value(text))
