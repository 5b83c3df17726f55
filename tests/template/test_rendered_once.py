"""A variable is rendered once for as long as what it reads is the same; what comes from outside is asked each time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pushcfg.template import Templar, templar
from pushcfg.template.scope import MISSING, Layers, Names, Scope

GIVEN = {"name": "{{ first }}-{{ second }}", "first": "{{ raw }}!", "raw": "r", "second": "s", "free": "{{ 1 + 1 }}",
         "salted": "{{ 'x' | password_hash('sha512', rounds=1000) }}", "one_of": "{{ 10 ** 9 | random }}",
         "printed": "{{ lookup('pipe', 'date +%N') }}", "of_variables": "{{ lookup('vars', 'second') }}",
         "through": "{{ printed }}", "there": "{{ maybe is defined }}", "all_names": "{{ q('varnames', '^ex') }}"}


@pytest.fixture
def host() -> tuple[Scope, Counter[str]]:
    made: Templar = templar()
    count: Counter[str] = Counter()

    def render(value: Any, scope: Scope) -> Any:
        count[value] += 1
        return made.variable(value, scope)

    return Scope((Names({"strong": 1}, data=True), Names(GIVEN)), render, above=1, strong=1), count


def of_task(scope: Scope, **names: Any) -> Scope:
    return scope.of_task(Layers(variables=(Names(names),)))


def test_tasks_share_what_they_see_alike(host: tuple[Scope, Counter[str]]) -> None:
    scope, count = host
    assert ["r!-s"] * 3 == [of_task(scope, other=number).get("name") for number in range(3)]
    assert (1, 1) == (count[GIVEN["name"]], count[GIVEN["first"]])


def test_a_task_with_another_value_has_its_own(host: tuple[Scope, Counter[str]]) -> None:
    scope, count = host
    assert "r!-s" == scope.get("name")
    assert "r!-of the task" == of_task(scope, second="of the task").get("name")
    assert "other!-s" == of_task(scope, raw="other").inner(Names({"item": 1})).get("name")
    assert "deep!-s" == scope.inner(Names({"item": 1})).of_task(Layers(variables=(Names({"raw": "deep"}),))).get("name")
    assert "r!-s" == scope.get("name")
    assert 1 == count[GIVEN["second"]] + 1


def test_what_is_not_there_counts(host: tuple[Scope, Counter[str]]) -> None:
    scope, _ = host
    assert [False, True, False] == [scope.get("there"), of_task(scope, maybe=1).get("there"), scope.get("there")]


def test_a_variable_of_a_task_stays_with_it(host: tuple[Scope, Counter[str]]) -> None:
    scope, _ = host
    inner = of_task(scope, own="{{ free }} {{ second }}")
    assert "2 s" == inner.get("own")
    assert {"free"} == set(scope.rendered)


@pytest.mark.parametrize("name", ["salted", "printed", "through"])
def test_what_comes_from_outside_is_asked_each_time(name: str, host: tuple[Scope, Counter[str]]) -> None:
    scope, _ = host
    assert scope.get(name) != scope.get(name)


def test_lookups_of_variables_are_not_from_outside(host: tuple[Scope, Counter[str]]) -> None:
    scope, count = host
    assert ["s", "s", "t"] == [scope.get("of_variables"), of_task(scope, other=1).get("of_variables"),
                               of_task(scope, second="t").get("of_variables")]
    assert 2 == count[GIVEN["of_variables"]]


def test_names_are_looked_through_each_time(host: tuple[Scope, Counter[str]]) -> None:
    scope, _ = host
    assert [[], ["extra"]] == [scope.get("all_names"), of_task(scope, extra=1).get("all_names")]


def test_a_constant_that_chance_has_a_part_in_is_another_one_each_time() -> None:
    made = templar()
    scope = Scope((Names({}),), made.variable)
    text = "{{ 'x' | password_hash('sha512', rounds=1000) }} and"
    assert made.render(text, scope) != made.render(text, scope)


def test_tasks_that_bring_the_same_share_a_scope_until_a_variable_is_another(host: tuple[Scope, Counter[str]]) -> None:
    scope, _ = host
    own = Layers(variables=(Names({"second": "of the task"}),))
    assert scope.of_task(own) is not scope.of_task(own)
    scope.steady()
    alike = scope.of_task(own)
    assert alike is scope.of_task(Layers(variables=own.variables))
    assert ["r!-of the task", False] == [alike.get("name"), alike.get("there")]
    scope.layers[0].values.update(raw="set", maybe=1)
    scope.forget()
    assert ["set!-of the task", True] == [alike.get("name"), alike.get("there")]
    assert ["set!-s", True] == [scope.get("name"), scope.get("there")]


def test_a_context_is_shared_by_templates_that_set_nothing(host: tuple[Scope, Counter[str]]) -> None:
    made, scope = templar(), host[0]
    loop = "{% for item in [1, 2] %}{{ item }}{{ second }}{% endfor %}"
    assert ["2", "1s2s", "s", "1s2s"] == [str(made.render(text, scope)) for text in (
        "{% set second = 2 %}{{ second }}", loop, "{{ second }}", loop)]  # fmt: skip


def test_the_turn_of_a_loop_sees_what_its_task_sees_and_its_own_names_first(host: tuple[Scope, Counter[str]]) -> None:
    scope = host[0].steady()
    task = scope.of_task(Layers(variables=(Names({"own": 1}),)))
    turn = task.inner(Names({"item": "a", "second": "of the turn"}, data=True))
    assert ["a", 1, "r!-of the turn", "r"] == [turn.get(name) for name in ("item", "own", "name", "raw")]
    assert ["r!-s", MISSING] == [task.get("name"), task.get("item")]
    scope.layers[0].values["raw"] = "set"
    scope.forget()
    assert "set" == turn.get("raw")
