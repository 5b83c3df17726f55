"""What filters and tests do that no comparison with Ansible shows: promises, secrets, chance."""

from types import SimpleNamespace

import jinja2
import pytest

from pushcfg.errors import TemplateError, UndefinedError
from pushcfg.promise import NotYet, Promise
from pushcfg.template.filters import FILTERS, WITH_ENVIRONMENT, kinds, mappings
from pushcfg.template.jinja.values import later
from pushcfg.template.tests import TESTS

PROMISE = Promise("result", 1, "web1")
LENIENT = {*kinds.LENIENT, *mappings.LENIENT}


@pytest.mark.parametrize("name", sorted(FILTERS))
@pytest.mark.parametrize("value", [PROMISE, later(PROMISE)], ids=["bare", "in a template"])
def test_filter_waits_for_a_promise(name, value):
    with pytest.raises(NotYet):
        FILTERS[name](value)


@pytest.mark.parametrize("name", sorted(TESTS))
def test_test_waits_for_a_promise(name):
    with pytest.raises(NotYet):
        TESTS[name](later(PROMISE))


@pytest.mark.parametrize("name", ["to_json", "to_nice_json", "to_yaml", "to_nice_yaml"])
def test_text_of_a_value_waits_for_a_promise_inside(name):
    with pytest.raises(NotYet):
        FILTERS[name]({"a": [{"b": later(PROMISE)}]})


def test_ternary_does_not_wait_for_what_it_does_not_choose():
    assert "yes" == FILTERS["ternary"](True, "yes", later(PROMISE))


@pytest.mark.parametrize("name", sorted(name for name in FILTERS if name.rpartition(".")[2] not in LENIENT))
def test_filter_makes_nothing_of_undefined(name):
    nope = jinja2.StrictUndefined(name="nope")
    assert FILTERS[name](nope, "a", "b") is nope


@pytest.mark.parametrize("name", ["ternary", "extract"])
def test_filter_refuses_undefined(name):
    with pytest.raises((jinja2.UndefinedError, UndefinedError)):
        FILTERS[name](jinja2.StrictUndefined(name="nope"), "a", "b")


def test_errors_name_the_filter():
    with pytest.raises(TemplateError, match=r"^the filter dict2items: dict2items requires a dictionary, got list"):
        FILTERS["dict2items"]([])


def test_extract_of_what_is_not_there():
    with pytest.raises(UndefinedError, match="no attribute 'b'"):
        FILTERS["extract"]("b", {"a": 1})


def test_extract_with_an_environment_gives_undefined_for_what_is_not_there():
    environment = jinja2.Environment()
    assert jinja2.is_undefined(WITH_ENVIRONMENT["extract"](environment, "b", {"a": 1}))
    assert 2 == WITH_ENVIRONMENT["extract"](environment, "a", {"a": {"b": [1, 2]}}, ["b", 1])


def test_arguments_are_not_changed():
    low, high = {"a": [1], "b": {"c": 1}}, {"a": [2], "b": {"d": 2}}
    assert {"a": [1, 2], "b": {"c": 1, "d": 2}} == FILTERS["combine"](low, high, recursive=True, list_merge="append")
    assert ({"a": [1], "b": {"c": 1}}, {"a": [2], "b": {"d": 2}}) == (low, high)


def test_chance():
    items = list(range(100))
    assert FILTERS["shuffle"](items) != items
    assert sorted(FILTERS["shuffle"](items)) == items
    assert FILTERS["shuffle"](items, "seed") == FILTERS["shuffle"](items, "seed")
    assert 1 < len({FILTERS["random"](1000000) for _ in range(10)})


def test_every_password_has_a_salt_of_its_own():
    first, second = (FILTERS["password_hash"]("secret", rounds=1000) for _ in range(2))
    assert first != second
    assert ["", "6", "rounds=1000"] == first.split("$")[:3]
    assert 16 == len(first.split("$")[3])


# What glibc's crypt(3) makes of them; openssl passwd -5 and -6 say the same.
@pytest.mark.parametrize(("method", "rounds", "salt", "password", "expected"), [
    ("sha256", 5000, "saltstring", "Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
    ("sha512", 1400, "anotherlongsalt",
     "a very much longer text to encrypt.  This one even stretches over morethan one line.",
     "$6$rounds=1400$anotherlongsalt$PXPAe5SXWVnLAwL00y77c77ficvV5LBT1oKfJRZx5CQcCWy.c9CQXcRJX2RsHuefn.YKyrXwYWZoj7"
     "ySLquuC1"),
])
def test_password_vectors(method, rounds, salt, password, expected):
    assert expected == FILTERS["password_hash"](password, method, salt, rounds=rounds)


def test_objects_of_other_libraries_are_written_as_what_they_are_like():
    assert "[1, 2]" == FILTERS["to_json"]({1: None, 2: None}.keys())
    with pytest.raises(TemplateError, match="not JSON serializable"):
        FILTERS["to_json"](SimpleNamespace())


# Ansible keeps what one call says of months and years for all later ones, so that it cannot be compared.
def test_lengths_of_months_and_years_can_be_given():
    assert 31.0 == FILTERS["community.general.to_days"]("1mo", month=31)
    assert 12.0 == FILTERS["community.general.to_months"]("1y", year=360)
    assert 30.0 == FILTERS["community.general.to_days"]("1mo")
