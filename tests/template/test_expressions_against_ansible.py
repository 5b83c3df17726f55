"""Filters and tests mean what they mean in Ansible: the expressions in expressions.yml and collections.yml, in both."""

import datetime
import itertools
import math
from pathlib import Path

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar as AnsibleTemplar
from ansible.template import trust_as_template

from pushcfg.errors import TemplateError
from pushcfg.template import templar
from pushcfg.template.filters.collections import SHORT
from pushcfg.template.scope import Names, Scope

DATA, COLLECTIONS = (yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
                     for name in ("expressions.yml", "collections.yml"))
ERROR = "an error"


def products(data):
    return [expression.replace("VALUE", value) for product in data["products"] for value in product["values"]
            for expression in product["expressions"]]


CASES = {"products": products(DATA), "expressions": DATA["expressions"],
         "collections": [*products(COLLECTIONS), *COLLECTIONS["expressions"]]}


@pytest.fixture(scope="module")
def theirs():
    init_plugin_loader([])
    ansible = AnsibleTemplar(loader=DataLoader(), variables=DATA["variables"])

    def evaluate(expression):
        try:
            return plain(ansible.template(trust_as_template("{{ " + expression + " }}")))
        except Exception:  # noqa: BLE001 - any of many
            return ERROR

    return evaluate


@pytest.fixture(scope="module")
def ours():
    made = templar()

    def evaluate(expression):
        try:
            return plain(made.render("{{ " + expression + " }}", Scope((Names(DATA["variables"]),), made.render)))
        except TemplateError:
            return ERROR

    return evaluate


def plain(value):
    """A value without the types that only tell where it came from."""
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, bool) or value is None:
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind.__name__, kind(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


@pytest.mark.parametrize("expressions", CASES.values(), ids=CASES)
def test_same(theirs, ours, expressions):
    different = [(expression, theirs(expression), ours(expression)) for expression in expressions
                 if theirs(expression) != ours(expression)]
    assert [] == different


@pytest.mark.parametrize("expression", DATA["in_any_order"])
def test_same_in_any_order(theirs, ours, expression):
    assert sorted(theirs(expression), key=str) == sorted(ours(expression), key=str)


@pytest.mark.parametrize("case", DATA["only_here"], ids=lambda case: case["expression"])
def test_only_here(theirs, ours, case):
    assert (ERROR, plain(case["value"])) == (theirs(case["expression"]), ours(case["expression"]))


def test_every_filter_and_test_is_tried():
    from pushcfg.template.filters import FILTERS
    from pushcfg.template.tests import TESTS

    tried = " ".join([*itertools.chain(*CASES.values()), *DATA["in_any_order"]])
    names = {name.removeprefix("ansible.builtin.") for name in FILTERS if "netcommon" not in name} - SHORT
    untried = [name for name in names if f"|{name}" not in tried and f"'{name}'" not in tried]
    untried += [name for name in {name.removeprefix("ansible.builtin.") for name in TESTS} if f"is {name}" not in tried]
    assert [] == untried


@pytest.mark.parametrize("name", sorted(SHORT))
def test_short_names_are_those_of_collections(name):
    from pushcfg.template.filters import FILTERS

    assert FILTERS[name] in [function for full, function in FILTERS.items() if full.endswith(f".{name}")]
