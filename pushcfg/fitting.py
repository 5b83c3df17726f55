"""A module as playbooks see it: the arguments that it takes, and whether those that are given fit them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from pushcfg.errors import PlaybookError
from pushcfg.model import Unsafe, Vaulted

# Stands for a value that is not known yet.
SEALED: Final = "{{ sealed }}"


class Fitting(NamedTuple):
    """What an argument is: the Param, the name of that, and whether every text fits as it is."""

    argument: str
    param: Any
    name: str
    any_text: bool


class ArgumentProblem(PlaybookError):
    """Arguments that a module does not take; `argument` is the one at fault, as written, if it is one."""

    def __init__(self, message: str, argument: str | None = None, hint: str = "") -> None:
        super().__init__(message, None, hint)
        self.argument = argument


@dataclass(frozen=True)
class ModuleInfo:
    """A module: `cls` is its class, `params` maps every accepted name, aliases too, to its Param."""

    name: str
    collection: str
    cls: Any
    params: Mapping[str, Any]

    @cached_property
    def required(self) -> frozenset[str]:
        """The params that must be given."""
        return frozenset(param.name for param in self.params.values() if param.required)

    @cached_property
    def secret(self) -> frozenset[str]:
        """The params whose values are never shown."""
        return frozenset(param.name for param in self.params.values() if param.secret)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The params in which the host expands ~ and $VAR."""
        return frozenset(param.name for param in self.params.values() if "path" in (param.type, param.elements))

    def convert(self, values: Mapping[str, Any], partial: bool = False) -> dict[str, Any]:
        """The arguments by the names of their params, each of its type; ArgumentProblem if that cannot be.

        An argument that is None counts as absent; what is absent is left out: the module knows its defaults.
        With `partial`, what still holds a template stays as it is.
        """
        converted: dict[str, Any] = {}
        kept: set[str] = set()
        if partial:
            values = {name: value for name, value in values.items() if not self._may_be_left_out(name, value)}
        for fitting, value in zip(self.fittings(values), values.values(), strict=True):
            if value is None:
                continue
            if partial and is_template(value):
                kept.add(fitting.name)
                converted[fitting.name] = value
            else:
                converted[fitting.name] = self.fit(fitting, value)
        self.check_whole(converted, values, kept)
        return converted

    def fittings(self, arguments: Iterable[str]) -> list[Fitting]:
        """What these arguments are; ArgumentProblem if there is no such one, or two are the same."""
        found: dict[str, Fitting] = {}
        for argument in arguments:
            param = self._param(argument)
            if param.name in found:
                first = found[param.name].argument
                raise ArgumentProblem(f"{short(self.name)}: {first} and {argument} are the same argument", argument)
            found[param.name] = Fitting(argument, param, param.name, param.any_text)
        return list(found.values())

    def check(self, argument: str, value: Any) -> None:
        """ArgumentProblem if there is no such argument, or the value does not fit; a template may fit."""
        if self._may_be_left_out(argument, value):
            return
        param = self._param(argument)
        if value is not None and not is_template(value):
            self.fit(Fitting(argument, param, param.name, param.any_text), value)

    def canonical(self, argument: str) -> str:
        """The name of the param that an argument is; itself where there is none."""
        param = self.params.get(argument)
        return argument if param is None else str(param.name)

    def _may_be_left_out(self, argument: str, value: Any) -> bool:
        """Whether an argument that only Ansible's module has is a template that may say `omit`."""
        return argument in self.cls.refused and isinstance(value, str) and is_template(value) and "omit" in value

    def _param(self, argument: str) -> Any:
        if argument in self.params:
            return self.params[argument]
        hint = self.cls.refused.get(argument)
        if hint is None:
            near = get_close_matches(str(argument), self.params, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"`pushcfg doc {short(self.name)}` lists them"
        raise ArgumentProblem(f"{short(self.name)} has no argument '{argument}'", argument, hint)

    def fit(self, fitting: Fitting, value: Any) -> Any:
        """The value as its Param has it; ArgumentProblem if that cannot be."""
        if fitting.any_text and type(value) is str:
            return value
        argument, param = fitting.argument, fitting.param
        try:
            return param.convert(value)
        except (ValueError, TypeError) as error:
            told = "has a value that does not fit (not shown: it is secret)" if param.secret else str(error)
            near = get_close_matches(str(value), map(str, param.choices or ()), 1)
            hint = f"did you mean '{near[0]}'?" if near and not param.secret else ""
            raise ArgumentProblem(f"{short(self.name)}: argument {argument} {told}", argument, hint) from None

    def check_whole(self, converted: dict[str, Any], arguments: Iterable[str], kept: Collection[str] = ()) -> None:
        """ArgumentProblem if these params do not go together; `kept` are those that are still templates."""
        if not self.required <= converted.keys():
            missing = self.required - converted.keys()
            empty = next((name for name in arguments if self.params[name].name in missing), None)
            what = "argument is" if len(missing) == 1 else "arguments are"
            raise ArgumentProblem(f"{short(self.name)}: {what} required: {', '.join(sorted(missing))}", empty)
        problems = self.cls.problems(converted if not kept else self.sealed(converted))
        if problems and kept:
            # A template may turn out to be omitted: what is wrong is wrong with and without it.
            certain = self.cls.problems({name: value for name, value in converted.items() if name not in kept})
            problems = [problem for problem in problems if problem in certain]
        if problems:
            raise ArgumentProblem(f"{short(self.name)}: {'; '.join(problems)}")

    def sealed(self, converted: Mapping[str, Any]) -> dict[str, Any]:
        """Params that may hold templates, for a look at whether they go together: each is of its kind, or a template.

        A list where a text belongs is told when it is known.
        """
        return {name: sealed(value) if may_hold(self.params[name], value) else SEALED
                for name, value in converted.items()}  # fmt: skip


def may_hold(param: Any, value: Any) -> bool:
    """Whether a value with templates in it can be one of the param's, whatever they give: no list is ever a text."""
    if isinstance(value, Mapping):
        return param.type in (dict, "raw")
    return not isinstance(value, list | tuple) or param.type in (list, "raw")


def is_template(value: Any) -> bool:
    """Whether there is text in it that is still to be rendered or decrypted."""
    if isinstance(value, str):
        return ("{{" in value or "{%" in value or "{#" in value) and not isinstance(value, Unsafe)
    if isinstance(value, Mapping):
        return any(is_template(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(map(is_template, value))
    return isinstance(value, Vaulted)


def sealed(value: Any) -> Any:
    """A value with a template for what is still encrypted: modules look for those in text."""
    if isinstance(value, Mapping):
        return {name: sealed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [sealed(part) for part in value]
    return SEALED if isinstance(value, Vaulted) else value


@cache
def short(name: str) -> str:
    """A module's name as playbooks have it: one of their own travels under a longer one."""
    return name.partition("__")[0]
