"""Renders values: each template is compiled once, and a variable is rendered where it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.errors import TemplateError, UndefinedError
from pushcfg.model import Merging, Vaulted
from pushcfg.source.merging import refused, together, written
from pushcfg.template.jinja.compiler import Compiler
from pushcfg.template.jinja.values import Compiled, not_now, unusable
from pushcfg.template.lookups import Calls, Surroundings
from pushcfg.template.remembered import remembering
from pushcfg.template.scope import LoopError, PartLoopError, Scope, has_template, is_template
from pushcfg.template.trust import check_harmless, is_trusted
from pushcfg.vault import NO_KEYS, Keyring


class Templar:
    """Compiles each template once and renders values with them; `keyring` opens those that are vaulted."""

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]],
        tests: Mapping[str, Callable[..., Any]],
        functions: Mapping[str, Callable[..., Any]],
        keyring: Keyring = NO_KEYS,
    ) -> None:
        self.keyring = keyring
        self.compiler = Compiler(filters, tests, functions)
        self.compiled: dict[str, Compiled] = {}
        self.conditions: dict[str, Compiled] = {}
        # Conditions that have braces around what stands in them.
        self.braced: set[str] = set()
        self.files: dict[tuple[Any, ...], Compiled] = {}
        self.surroundings = Surroundings()
        self.calls = Calls(self)
        for name, function in (("lookup", self.calls.lookup), ("query", self.calls.query), ("q", self.calls.query),
                               ("pushcfg_render", lambda scope, text: self.text(text, scope))):
            self.compiler.of_scope(name, function)
        self.compiler.filter_of_scope("merge", self.merged)

    def render(self, value: Any, scope: Scope) -> Any:
        """A value with every template in it rendered; NotYet if one reads a promise, TemplateError if one is wrong.

        VaultError where no key opens a vaulted part.
        """
        if type(value) is str and value in self.compiled:
            return self.compiled[value](scope)
        if isinstance(value, str):
            return self.text(value, scope) if is_template(value) else value
        if isinstance(value, Vaulted):
            return self.keyring.value(value)
        if isinstance(value, Merging):
            raise refused(value)
        if isinstance(value, Mapping):
            if not has_template(value):
                return value
            return {key: self.render(item, scope) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.render(item, scope) for item in value] if has_template(value) else value
        return value

    def variable(self, value: Any, scope: Scope) -> Any:
        """As render, of a variable: a part that reads what is undefined fails only if that part is used."""
        if isinstance(value, Mapping) and has_template(value):
            return {key: self.part(item, scope) for key, item in value.items()}
        if isinstance(value, list | tuple) and has_template(value):
            return [self.part(item, scope) for item in value]
        return self.render(value, scope)

    def part(self, value: Any, scope: Scope) -> Any:
        """A part of a variable."""
        try:
            return self.variable(value, scope)
        except LoopError as error:
            return unusable(PartLoopError(error.message))
        except UndefinedError as error:
            return not_now(scope.chained(error))

    def text(self, text: str, scope: Scope) -> Any:
        """One template: the value of its expression if it is nothing else, or else text."""
        if text not in self.compiled:
            self.compiled[text] = remembering(self.compiler.text(text), text, self.compiled)
        return self.compiled[text](scope)

    def condition(self, text: str, scope: Scope) -> Any:
        """The value of an expression written without braces, as `when` has them."""
        if text not in self.conditions and text not in self.braced:
            try:
                compiled = self.compiler.condition(text, with_templates=True)
                self.conditions[text] = remembering(compiled, text, self.conditions)
            except TemplateError:
                if not is_template(text):
                    raise
                self.braced.add(text)
        if text in self.conditions:
            return self.conditions[text](scope)
        value = self.expression(text, scope)
        return self.condition(value, scope) if isinstance(value, str) and value.strip() else value

    def expression(self, text: str, scope: Scope) -> Any:
        """What a template gives where an expression should stand; TemplateError if that is text of a host's."""
        reads: set[str] = set()
        scope.notes.append(reads)
        try:
            value = self.text(text, scope)
        finally:
            scope.notes.pop()
            scope.note(*reads)
        if isinstance(value, str) and not is_trusted(reads, scope):
            check_harmless(text, lambda piece: self.text(piece, scope))
        return value

    def file(self, text: str, scope: Scope, folders: tuple[str, ...], first: int = 1, **options: Any) -> str:
        """A template file's text rendered, as text."""
        rendered = self.native_file(text, scope, folders, first, **options)
        return "" if rendered is None else str(rendered)

    def native_file(
        self, text: str, scope: Scope, folders: tuple[str, ...], first: int = 1, **options: Any
    ) -> Any:
        """A template file's text rendered; the value itself where the file is one expression.

        `folders` are where what it includes is looked for, `first` the number of its first line; `options` are settings
        of the jinja2 environment.
        """
        key = (text, folders, first, tuple(sorted(options.items())))
        if key not in self.files:
            self.files[key] = self.compiler.file(text, folders, first, **options)
        return self.files[key](scope)

    def merged(self, scope: Scope, value: Any) -> Any:
        """The filter `merge`: all that layers say of the variable of this name, or the mappings of a list, as one."""
        if isinstance(value, str):
            scope.passing()  # what layers below the nearest say counts, too
            parts = [self.render(written(part), scope) for part in scope.given(value)][::-1]
            if not parts:
                raise UndefinedError(f"'{value}' is undefined")
            return together(parts, None)
        if not isinstance(value, list | tuple):
            raise TypeError(f"merge takes the name of a variable, or a list of such and of mappings, not {value!r}")
        return together([self.merged(scope, part) if isinstance(part, str) else part for part in value], None)
