"""A template is not asked again where it reads the same as the last time, on whatever host; and is where it may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pushcfg.errors import UndefinedError
from pushcfg.promise import NotYet, Promise
from pushcfg.template import templar
from pushcfg.template.scope import MISSING, Names, Scope
from pushcfg.template.templar import Templar

SHARED = ["a"]


@pytest.fixture
def counting() -> tuple[Templar, list[Any]]:
    """A templar with a filter that notes what it is asked."""
    asked: list[Any] = []
    made = templar()

    def count(value: Any) -> Any:
        asked.append(value)
        return value

    made.compiler.environment.filters["count_me"] = count
    return made, asked


def scope(made: Templar, **values: Any) -> Scope:
    """The scope of a host in which nothing changes."""
    return Scope((Names(values),), made.variable).steady()


def test_once_for_all_hosts_that_read_the_same(counting: tuple[Templar, list[Any]]) -> None:
    made, asked = counting
    hosts = [scope(made, name=f"web{number}", port="{{ 8000 + 80 }}", kept=SHARED) for number in range(5)]
    assert ["8080 a"] * 5 == [made.render("{{ port | count_me }} {{ kept[0] }}", host) for host in hosts]
    assert [8080] == asked


@pytest.mark.parametrize(("values", "text"), [
    ([{"x": 1}, {"x": 2}, {"x": 1}], "{{ x | count_me }}"),
    # Of one host through another name.
    ([{"x": "{{ y }}", "y": 1}, {"x": "{{ y }}", "y": 2}], "{{ x | count_me }}"),
    # Equal but of another kind, and equal lists that are not one.
    ([{"x": 1}, {"x": True}, {"x": 1.0}, {"x": "1"}], "{{ x | count_me }}"),
    ([{"x": [1]}, {"x": [2]}], "{{ x[0] | count_me }}"),
])  # fmt: skip
def test_anew_where_something_differs(counting: tuple[Templar, list[Any]], values: list[dict[str, Any]], text: str) -> None:
    made, asked = counting
    fresh = templar()
    fresh.compiler.environment.filters["count_me"] = lambda value: value
    assert [fresh.render(text, Scope((Names(each),), fresh.variable)) for each in values] == [
        made.render(text, scope(made, **each)) for each in values]  # fmt: skip
    assert len(values) == len(asked)


def test_after_a_change_on_the_same_host(counting: tuple[Templar, list[Any]]) -> None:
    made, _ = counting
    layer = Names({"x": 1})
    host = Scope((layer,), made.variable).steady()
    assert 1 == made.render("{{ x | count_me }}", host)
    layer.set("x", 2)
    host.forget()
    assert 2 == made.render("{{ x | count_me }}", host.steady())


def test_what_looks_outside_or_acts_is_asked_each_time(counting: tuple[Templar, list[Any]]) -> None:
    made, asked = counting
    host = scope(made, x=1, kept=[])
    for text in ("{{ lookup('env', 'HOME') and x | count_me }}", "{% do kept.append(x | count_me) %}",
                 "{{ kept.append(x | count_me) }}", "{{ now() and x | count_me }}"):  # fmt: skip
        asked.clear()
        made.render(text, host)
        made.render(text, host)
        assert [1, 1] == asked, text


def test_a_list_is_not_shared(counting: tuple[Templar, list[Any]]) -> None:
    made, asked = counting
    hosts = [scope(made, x=1) for _ in range(2)]
    one, other = (made.render("{{ [x | count_me] }}", host) for host in hosts)
    assert one == other == [1]
    assert one is not other
    assert [1, 1] == asked


def test_a_name_that_is_missing_here_and_on_its_way_there(counting: tuple[Templar, list[Any]]) -> None:
    made, _ = counting
    here = scope(made)
    there = Scope((), made.variable, lambda name: Promise(name, 0, "web2") if name == "fact" else MISSING).steady()
    assert "none" == made.render("{{ fact | default('none') }}", here)
    with pytest.raises(NotYet):
        made.render("{{ fact }}", there)
    with pytest.raises(UndefinedError):
        made.render("{{ fact }}", here)


def test_what_was_read_counts_for_whoever_asks(counting: tuple[Templar, list[Any]]) -> None:
    made, _ = counting
    for _ in range(2):
        host = scope(made, x="{{ y }}", y=1)
        host.notes.append(set())
        made.render("{{ x | count_me }}", host)
        assert {"x", "y"} == host.notes.pop()


@pytest.mark.parametrize("text", ["path is exists", "path is file and x", "lookup('fileglob', path) | length > 0"])
def test_conditions_look_outside_each_time(tmp_path: Path, text: str) -> None:
    made, path = templar(), tmp_path / "made"
    host = scope(made, path=str(path), x=True)
    assert not made.condition(text, host)
    path.touch()
    assert made.condition(text, host)


def test_conditions_too(counting: tuple[Templar, list[Any]]) -> None:
    made, asked = counting
    assert [True, True, False] == [made.condition("x | count_me == 1", scope(made, x=value)) for value in (1, 1, 2)]
    assert [1, 2] == asked


def test_what_layers_below_give_is_looked_at_each_time() -> None:
    made = templar()
    hosts = [Scope((Names({"conf": {"port": number}}), Names({"conf": {"user": "web", "port": 0}})), made.variable)
             for number in (1, 2)]  # fmt: skip
    text = "{{ ('conf' | merge).port }} {{ ('conf' | merge).user }}"
    assert ["1 web", "2 web"] == [made.render(text, host.steady()) for host in hosts]


def test_a_text_that_is_data_is_no_template_of_the_same_words() -> None:
    made = templar()
    layers = [Names({"x": "{{ y }}", "y": 1}, data=data) for data in (False, True, False)]
    assert ["<1>", "<{{ y }}>", "<1>"] == [made.render("<{{ x }}>", Scope((layer,), made.variable).steady())
                                          for layer in layers]  # fmt: skip
