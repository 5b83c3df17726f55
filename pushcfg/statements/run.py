"""set_fact, assert, fail and debug: from rendered or raw arguments to an outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.actions import TEMPLATED, UNAVAILABLE
from pushcfg.errors import PlaybookError, TemplateError
from pushcfg.playbook import Condition, Task
from pushcfg.playbook.values import NAME
from pushcfg.render import Renderer
from pushcfg.render.arguments import without_omitted
from pushcfg.statements.argument_spec import validate
from pushcfg.statements.include_vars import include_vars
from pushcfg.statements.plain import plain
from pushcfg.template.failures import place
from pushcfg.template.scope import OMIT, Scope, has_template

Outcome = dict[str, Any]


def run(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """The outcome of a statement: `status`, `result`, `message`, and for set_fact `facts`."""
    outcome = STATEMENTS[task.action](task, renderer, scope, verbosity)
    try:
        outcome["result"] = plain(outcome["result"])
    except RecursionError:
        raise PlaybookError(f"task {task.label!r}: a variable holds itself without end", task.position) from None
    if "facts" in outcome:
        outcome["facts"] = outcome["result"]["ansible_facts"]
    return outcome


def set_fact(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """The variables, as values: what they were made of does not matter any more."""
    facts = renderer.arguments(task, scope)
    cached = facts.pop("cacheable", None)
    if not facts:
        raise PlaybookError("set_fact sets nothing", task.position, "give it names and values")
    for name in facts:
        if not isinstance(name, str) or not NAME.match(name):
            raise PlaybookError(f"set_fact: {name!r} is no name of a variable", task.position)
    kept = renderer.boolean(cached, scope, task.position, "cacheable")
    return {"status": "ok", "result": {"ansible_facts": facts}, "facts": facts, "cacheable": kept}


def check_assertions(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """Every condition must hold; the first that does not is named."""
    arguments = task.arguments
    that = arguments["that"]
    position = task.argument_positions.get("that", task.position)
    for part in that if isinstance(that, list) else [that]:
        if not renderer.truth(Condition(part, position), scope, f"task {task.label!r}, that"):
            said = text_of(task, renderer, scope, ("fail_msg", "msg"), "Assertion failed")
            result = {"assertion": part, "evaluated_to": False, "msg": said}
            return {"status": "failed", "message": f"{said}: {part}", "result": result}
    said = text_of(task, renderer, scope, ("success_msg",), "All assertions passed")
    return {"status": "ok", "result": {"msg": said}}


def text_of(task: Task, renderer: Renderer, scope: Scope, names: tuple[str, ...], default: str) -> Any:
    """The first of these arguments that is given."""
    for name in names:
        if name in task.arguments:
            position = task.argument_positions.get(name, task.position)
            said = renderer.value(task.arguments[name], scope, position, f"task {task.label!r}, {name}")
            if said is not OMIT:
                return without_omitted(said)
    return default


def fail(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """A failure with a message."""
    said = text_of(task, renderer, scope, ("msg",), "Failed as requested from task")
    return {"status": "failed", "message": str(said), "result": {"msg": said}}


def unavailable(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """A host has come to a module that pushcfg does not have."""
    said = f"pushcfg has no module {task.arguments['module']!r}"
    return {"status": "failed", "message": said, "result": {"msg": said}}


def named_by_template(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """A host has come to a task whose module is not known: that is its failure."""
    renderer.with_module(task, scope)
    raise PlaybookError(f"task {task.label!r}: its module is not known", task.position)


def debug(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> Outcome:
    """A message for the operator."""
    level = int(renderer.number(task.arguments.get("verbosity", 0), scope, task.position, "verbosity"))
    if level > verbosity:
        result = {"skipped": True, "skipped_reason": "Verbosity threshold not met."}
        return {"status": "skipped", "message": "verbosity is lower", "result": result}
    if "var" in task.arguments:
        return debug_variable(task, renderer, scope)
    said = text_of(task, renderer, scope, ("msg",), "Hello world!")
    return {"status": "ok", "message": said if isinstance(said, str) else "", "result": {"msg": said}, "tell": True}


def debug_variable(task: Task, renderer: Renderer, scope: Scope) -> Outcome:
    """The value of an expression, or word that it is not defined."""
    given = task.arguments["var"]
    if isinstance(given, str) and has_template(given):
        try:
            given = renderer.templar.expression(given, scope)
        except TemplateError as error:
            raise place(error, task.position, f"task {task.label!r}, var") from None
    name = str(given)
    try:
        value = renderer.templar.condition(name, scope) if isinstance(given, str) else given
    except TemplateError as error:
        value = f"VARIABLE IS NOT DEFINED!: {error.message}"
    return {"status": "ok", "result": {name: value}, "tell": True}


STATEMENTS: Mapping[str, Callable[[Task, Renderer, Scope, int], Outcome]] = {
    UNAVAILABLE: unavailable,
    TEMPLATED: named_by_template,
    "set_fact": set_fact,
    "include_vars": include_vars,
    "assert": check_assertions,
    "fail": fail,
    "debug": debug,
    "validate_argument_spec": validate,
}
