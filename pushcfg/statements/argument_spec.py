"""validate_argument_spec: variables, and arguments that are given beside them, must be what an argument spec says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pushcfg.errors import PlaybookError
from pushcfg.playbook import Task
from pushcfg.promise import NotYet, Promise
from pushcfg.render import Renderer
from pushcfg.statements.options import Options, problems
from pushcfg.template.scope import MISSING, OMIT, Scope


def validate(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> dict[str, Any]:
    """Passes, or fails with everything that is wrong."""
    options = spec(task, renderer, scope)
    arguments = dict(there(options, scope))
    position = task.argument_positions.get("provided_arguments", task.position)
    given = renderer.value(task.arguments.get("provided_arguments") or {}, scope, position, task.label)
    if not isinstance(given, Mapping):
        raise PlaybookError(f"task {task.label!r}: provided_arguments must be a mapping, not {given!r}", position)
    arguments.update(given)
    context = dict(task.arguments.get("validate_args_context") or {})
    found = list(problems(options, arguments, ()))
    result = {"validate_args_context": context, "argument_spec_data": options, "argument_errors": found}
    if not found:
        told = "The arg spec validation passed"
        return {"status": "ok", "result": {"msg": told, "validate_args_context": context}}
    told = "Validation of arguments failed:\n" + "\n".join(found)
    about = f"role {context['name']!r}: " if context.get("type") == "role" else ""
    return {"status": "failed", "message": about + "; ".join(found), "result": {**result, "msg": told}}


def there(options: Options, scope: Scope) -> Iterator[tuple[str, Any]]:
    """The variables that have the names of options; NotYet if one of them is still to come."""
    for name in options:
        value = scope.get(name)
        if isinstance(value, Promise):
            raise NotYet(value)
        if value is not MISSING and value is not OMIT:
            yield name, value


def spec(task: Task, renderer: Renderer, scope: Scope) -> Options:
    """The options, rendered where they decide anything: their descriptions may hold anything."""
    position = task.argument_positions.get("argument_spec", task.position)
    written = task.arguments["argument_spec"]
    if not isinstance(written, Mapping):
        written = renderer.value(written, scope, position, f"task {task.label!r}, argument_spec")
    if not isinstance(written, Mapping) or not all(isinstance(each, Mapping) for each in written.values()):
        raise PlaybookError(f"task {task.label!r}: argument_spec must be a mapping of mappings", position)
    return {str(name): {key: renderer.value(value, scope, position, task.label)
                        if key in ("choices", "elements", "required", "type") else value
                        for key, value in option.items()}
            for name, option in written.items()}  # fmt: skip


__all__ = ["validate"]
