"""Arguments become the values that Ansible would make of them."""

import pytest
from ansible.module_utils.common.validation import check_type_bool, check_type_dict, check_type_int, check_type_list

from modules.core.param import Param

VALUES = ["yes", "No", "on", "OFF", "true", "1", "0", "t", "", " ", "maybe", "2", "-3", "1.0", "1.5", "1e3", "0x10",
          "a,b", "a, b", ",", "k=v", "k=v,l=w", '{"a": 1}', "{x", 0, 1, 2, -1, 1.0, 1.5, True, False, [], ["a", 1], {},
          {"a": 1}]
# Where we differ on purpose: spaces around items go, no text is no item, true is no number, 1.0 is true as text, too.
OURS = {(int, True), (int, False), (bool, "1.0"), (list, ""), (list, " "), (list, "a, b")}
THEIRS = {bool: check_type_bool, int: check_type_int, list: check_type_list, dict: check_type_dict}


def outcome(convert, value):
    try:
        return convert(value)
    except (TypeError, ValueError):
        return "refused"


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("kind", THEIRS, ids=lambda kind: kind.__name__)
def test_as_ansible(kind, value):
    if kind is list and not isinstance(value, str | list):
        return  # one scalar is text there, and itself here, until the elements' type is applied
    if (kind, repr(value)) in {(kind, repr(value)) for kind, value in OURS}:
        return
    expected, actual = outcome(THEIRS[kind], value), outcome(Param(kind, "help").convert, value)
    assert (expected, type(expected)) == (actual, type(actual))


@pytest.mark.parametrize(("value", "expected"), [("x", "x"), (5, "5"), (1.5, "1.5"), (True, "True"), ("", "")])
def test_text(value, expected):
    assert expected == Param(str, "help").convert(value)


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_text_is_no_list(value):
    with pytest.raises(ValueError, match="not text"):
        Param(str, "help").convert(value)


def test_nothing_stays_nothing():
    assert Param(int, "help").convert(None) is None


def test_elements():
    assert [1, 2] == Param(list, "help", elements=int).convert("1,2")
    with pytest.raises(ValueError, match="is not an integer: x"):
        Param(list, "help", elements=int).convert(["x"])


def test_choices():
    param = Param(str, "help", choices=("a", "b"))
    assert param.convert("a") == "a"
    with pytest.raises(ValueError, match="is c, not one of: a, b"):
        param.convert("c")
    with pytest.raises(ValueError, match="is c, not one of: a, b"):
        Param(list, "help", elements=str, choices=("a", "b")).convert("a,c")


def test_name_without_the_underscore():
    class Holder:
        pass_ = Param(int, "help")

    assert vars(Holder)["pass_"].name == "pass"
