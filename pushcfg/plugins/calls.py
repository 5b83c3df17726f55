"""Calls of plugins: with values that are there, and with what goes wrong told as of any other filter or lookup."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.source import loads_optional
from pushcfg.standins.utils.display import Display
from pushcfg.template.filters.arguments import checked
from pushcfg.template.lookups.context import Context
from pushcfg.template.scope import MISSING, Scope

Function = Callable[..., Any]
MARKS = ("jinja_pass_arg",)


def as_filter(name: str, function: Function) -> Function:
    """A filter that reads no value which is not there yet."""
    return marked(checked("filter", name, function), function)


def as_test(name: str, function: Function) -> Function:
    """A test that reads no value which is not there yet."""
    return marked(checked("test", name, function), function)


def marked(call: Function, function: Function) -> Function:
    """The call with what jinja2 has marked the function with, so that it is given its environment or context."""
    for mark in MARKS:
        if hasattr(function, mark):
            setattr(call, mark, getattr(function, mark))
    return call


def as_lookup(path: Path, module: ModuleType, made: Any) -> Function:
    """A lookup of pushcfg's that runs the plugin."""
    documented = options_of(path, module)

    def lookup(terms: list[Any], context: Context, **options: Any) -> list[Any]:
        # What it asks may cost something, or change it: not before the run.
        context.outside()
        Display.tell = staticmethod(context.surroundings.warn)
        plugin = made(loader=Files(context), templar=Templates(context))
        plugin.context, plugin.documented = context, documented
        found = plugin.run(terms, variables=Variables(context.scope), **options)
        if not isinstance(found, list | tuple):
            raise TemplateError(f"{path} has given no list but {type(found).__name__}")
        return list(found)

    return lookup


def options_of(path: Path, module: ModuleType) -> Mapping[str, Any]:
    """The options that a plugin's documentation describes."""
    text = getattr(module, "DOCUMENTATION", None)
    if not isinstance(text, str):
        return {}
    node = loads_optional(text, str(path), [])
    options = node.plain().get("options") if node is not None and node.is_mapping else None
    return {name: about or {} for name, about in (options or {}).items()}


class Variables(Mapping[str, Any]):
    """The variables of a call, rendered as they are read."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __getitem__(self, name: str) -> Any:
        if self.scope.get(name) is MISSING:
            raise KeyError(name)
        return self.scope.need(name)

    def __iter__(self) -> Iterator[str]:
        return self.scope.names()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def copy(self) -> dict[str, Any]:
        """As a dict."""
        return dict(self)


class Files:
    """What plugins ask of `self._loader`."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def get_basedir(self) -> str:
        """The folder of the playbook."""
        return self.context.base

    def path_dwim(self, given: str) -> str:
        """A path that may be relative to it."""
        return str(Path(self.context.base, given).absolute())

    def path_exists(self, path: str) -> bool:
        """Whether something is there."""
        return Path(path).exists()

    def is_file(self, path: str) -> bool:
        """Whether it is a file."""
        return Path(path).is_file()


class Templates:
    """What plugins ask of `self._templar`."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.available_variables = Variables(context.scope)

    @functools.cached_property
    def environment(self) -> Any:
        """jinja2's."""
        return self.context.templar.compiler.environment

    def template(self, variable: Any, **options: Any) -> Any:
        """A value with its templates rendered."""
        return self.context.templar.render(variable, self.context.scope)

    def is_template(self, data: Any) -> bool:
        """Whether there is anything to render."""
        return isinstance(data, str) and "{{" in data
