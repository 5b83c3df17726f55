"""A task's arguments: what is the same on every host is looked at once, the rest rendered for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pushcfg.errors import PlaybookError, TemplateError
from pushcfg.fitting import ArgumentProblem, Fitting, ModuleInfo
from pushcfg.playbook import Task
from pushcfg.render.values import Values
from pushcfg.template.failures import place
from pushcfg.template.scope import OMIT, Scope, has_template


class Planned(NamedTuple):
    """One argument: where it goes, and its value: as it is sent if it is `settled`, or else as it is written."""

    fitting: Fitting
    value: Any
    settled: bool


Plan = tuple[Planned, ...]


def planned(task: Task, info: ModuleInfo) -> Plan | None:
    """The plan of a task's arguments; None where a host has to be known first, or one of them does not fit."""
    if task.whole is not None or any(map(has_template, task.arguments)):
        return None
    plan: list[Planned] = []
    try:
        for fitting, (name, value) in zip(info.fittings(tuple(task.arguments)), task.arguments.items(), strict=True):
            if name in task.templated:
                plan.append(Planned(fitting, value, settled=False))
            elif value is not None:
                plan.append(Planned(fitting, info.fit(fitting, without_omitted(value)), settled=True))
    except ArgumentProblem:
        return None
    return tuple(plan)


class Arguments(Values):
    """Renders arguments."""

    def arguments(self, task: Task, scope: Scope) -> dict[str, Any]:
        """The arguments by the names that they were given, rendered; those that are omitted are left out."""
        rendered: dict[str, Any] = {}
        name, render, templated = "", self.templar.render, task.templated
        try:
            for name, value in task.arguments.items():
                result = without_omitted(render(value, scope) if name in templated else value)
                if result is not OMIT:
                    # One that a template has given for all may have a name that is no text.
                    rendered[render(name, scope) if name in templated else name] = result
        except TemplateError as error:
            raise placed(error, task, name) from None
        return rendered

    def params(self, task: Task, info: ModuleInfo, plan: Plan | None, scope: Scope) -> dict[str, Any]:
        """The arguments by param, each of its type; PlaybookError with the place of one that does not fit."""
        if plan is None:
            return self.converted(task, info, self.arguments(task, scope))
        known = self.templar.compiled.get
        values: dict[str, Any] = {}
        try:
            for fitting, value, settled in plan:
                if settled:
                    values[fitting.name] = value
                    continue
                compiled = known(value) if type(value) is str else None
                result = self.templar.render(value, scope) if compiled is None else compiled(scope)
                if fitting.any_text and type(result) is str:
                    values[fitting.name] = result
                elif result is not None and result is not OMIT:
                    values[fitting.name] = info.fit(fitting, without_omitted(result))
            info.check_whole(values, task.arguments)
        except TemplateError as error:
            raise placed(error, task, fitting.argument) from None
        except ArgumentProblem as problem:
            raise misfit(problem, task) from None
        return values

    def converted(self, task: Task, info: ModuleInfo, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """As params, of arguments that have been rendered."""
        try:
            return info.convert(arguments)
        except ArgumentProblem as problem:
            raise misfit(problem, task) from None


def placed(error: TemplateError, task: Task, name: str) -> TemplateError:
    """What is wrong with the template of an argument, with its place."""
    return place(error, task.argument_positions.get(name, task.position), f"task {task.label!r}, {name}")


def misfit(problem: ArgumentProblem, task: Task) -> PlaybookError:
    """What is wrong with an argument, with its place."""
    position = task.argument_positions.get(problem.argument or "", task.position)
    return PlaybookError(f"task {task.label!r}: {problem.message}", position, problem.hint)


def without_omitted(value: Any) -> Any:
    """A value without the keys and items that are OMIT."""
    if isinstance(value, dict):
        return {name: without_omitted(item) for name, item in value.items() if item is not OMIT}
    if isinstance(value, list):
        return [without_omitted(item) for item in value if item is not OMIT]
    return value
