"""What was rendered while looking ahead serves the run, once, for as long as what it read is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from pushcfg.errors import Position
from pushcfg.playbook import Task
from pushcfg.render.foreseen import Foreseen
from pushcfg.render.outline import outline
from pushcfg.template import templar
from pushcfg.template.scope import Names, Scope

HERE = Position(Path("site.yml"), 1, 1)
TASK = Task("t", "copy", {}, HERE)


@pytest.fixture
def host() -> Scope:
    return Scope((Names({"inventory_hostname": "web1", "x": 1}),), templar().variable).steady()


def made(task: Task, scope: Scope) -> tuple[object, object]:
    return scope.get("x"), scope.get("item")


def turn(host: Scope, item: str) -> Scope:
    return host.inner(Names({"item": item}, data=True))


def test_each_turn_of_a_loop_is_its_own(host: Scope) -> None:
    known: Foreseen[tuple[object, object]] = Foreseen()
    for item in "abc":
        known.make(TASK, turn(host, item), made)
    assert [(1, "c"), (1, "a"), (1, "b"), None] == [known.take(TASK, turn(host, item)) for item in "caba"]
    assert not any(known.known.values())


def test_a_turn_is_made_anew_where_a_variable_is_another(host: Scope) -> None:
    known: Foreseen[tuple[object, object]] = Foreseen()
    known.make(TASK, turn(host, "a"), made)
    host.layers[0].set("x", 2)
    host.forget()
    assert known.take(TASK, turn(host, "a")) is None


def test_another_task_or_host_has_its_own(host: Scope) -> None:
    known: Foreseen[tuple[object, object]] = Foreseen()
    known.make(TASK, turn(host, "a"), made)
    other = Scope((Names({"inventory_hostname": "web2", "x": 1}),), templar().variable)
    assert known.take(Task("u", "copy", {}, HERE), turn(host, "a")) is None
    assert known.take(TASK, turn(other, "a")) is None
    assert (1, "a") == known.take(TASK, turn(host, "a"))


def test_tasks_in_one_environment_bring_one_layer() -> None:
    environment = ({"A": "{{ x }}"},)
    one, same = (Task(name, "command", {}, HERE, environment=environment) for name in "ab")
    assert one.layers is same.layers
    assert one.layers is not Task("c", "command", {}, HERE, environment=({"A": "{{ x }}"}, {})).layers
    assert [{"A": "{{ x }}"}] == one.layers.magic[0].values["environment"]


@pytest.mark.parametrize(("ignored", "soft"), [(True, True), (1, True), (False, False), (0, False), ("{{ x }}", False)])
def test_a_failure_that_is_ignored_for_certain_holds_up_nothing(ignored: object, soft: bool) -> None:
    made = outline(Task("t", "command", {}, HERE, ignore_errors=ignored), check=False)
    assert soft == made.message.get("soft", False)
