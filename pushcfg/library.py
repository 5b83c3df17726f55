"""The modules that playbooks can name: found by name, imported only then, and their arguments checked."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pushcfg
from pushcfg.errors import PlaybookError, Position
from pushcfg.model import Unsafe, Vaulted

PACKAGE = "pushcfg.modules"
# Ansible itself redirects from these two to wherever a module has moved.
BUILTIN = ("ansible.builtin", "ansible.legacy")
# The modules that playbooks and roles bring, by the names that they travel under.
OWN: dict[str, Path] = {}


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
            if partial and is_template(value) and may_hold(fitting.param, value):
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
        problems = self.cls.problems(converted if not kept else {name: sealed(converted[name]) for name in converted})
        if problems and kept:
            # A template may turn out to be omitted: what is wrong is wrong with and without it.
            certain = self.cls.problems({name: value for name, value in converted.items() if name not in kept})
            problems = [problem for problem in problems if problem in certain]
        if problems:
            raise ArgumentProblem(f"{short(self.name)}: {'; '.join(problems)}")


def is_template(value: Any) -> bool:
    """Whether there is text in it that is still to be rendered or decrypted."""
    if isinstance(value, str):
        return ("{{" in value or "{%" in value or "{#" in value) and not isinstance(value, Unsafe)
    if isinstance(value, Mapping):
        return any(is_template(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(map(is_template, value))
    return isinstance(value, Vaulted)


def may_hold(param: Any, value: Any) -> bool:
    """Whether a value with templates in it can be one of the param's, whatever they give: no list is ever a text."""
    if isinstance(value, Mapping):
        return param.type in (dict, "raw")
    return not isinstance(value, list | tuple) or param.type in (list, "raw")


def sealed(value: Any) -> Any:
    """A value with a template for what is still encrypted: modules know those, and see no other kind of value."""
    if isinstance(value, Mapping):
        return {name: sealed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [sealed(part) for part in value]
    return "{{ vaulted }}" if isinstance(value, Vaulted) else value


def modules_folder() -> Path:
    """Where modules/ is: beside the package in a checkout, inside it when installed."""
    package = Path(pushcfg.__file__).parent
    inside = package / "modules"
    return inside if inside.is_dir() else package.parent / "modules"


def load(name: str) -> ModuleType:
    """The Python module `pushcfg.modules.NAME`, imported from modules/ wherever that is."""
    if PACKAGE not in sys.modules:
        _register(modules_folder())
    return importlib.import_module(f"{PACKAGE}.{name}")


def _register(folder: Path) -> None:
    """Make a folder the package pushcfg.modules: in a checkout that is not installed nothing else does."""
    spec = spec_from_file_location(PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise ImportError(f"there are no modules in {folder}")
    package = module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


@cache
def names() -> tuple[str, ...]:
    """The short names of all modules, sorted, without importing one."""
    return tuple(sorted(path.stem for path in modules_folder().glob("[a-z]*.py")))


@cache
def find(name: str) -> ModuleInfo | None:
    """The module that a playbook means by this name: short, with its collection, or an alias."""
    if name in OWN:
        return _own(name)
    collection, _, short = name.rpartition(".")
    info = _info(short) if short in names() else _by_alias(short) if short else None
    if info is None or collection not in ("", info.collection, *BUILTIN):
        # Collections may have modules of one name: one of them has its whole name as an alias.
        return _by_alias(name) if collection and short else None
    return info


def suggest(name: str) -> str | None:
    """The name of a module that was perhaps meant."""
    collection, _, short = name.rpartition(".")
    if (info := find(short)) is not None:
        return f"{info.collection}.{info.name}" if collection else info.name
    near = get_close_matches(short, names(), 1)
    return near[0] if near else None


def class_name(name: str) -> str:
    """The class that a module's file defines: apt is Apt, wait_for is WaitFor."""
    return "".join(part.capitalize() for part in short(name).split("_"))


@cache
def short(name: str) -> str:
    """A module's name as playbooks have it: one of their own travels under a longer one."""
    return name.partition("__")[0]


def own(path: Path) -> str:
    """Take the file of a module that a playbook or a role brings; returns the name that it goes by from then on."""
    name = f"{path.stem}__{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    OWN[name] = path
    return name


def _own(name: str) -> ModuleInfo:
    load("core.module")
    spec = spec_from_file_location(f"{PACKAGE}.{name}", OWN[name])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    position = Position(str(OWN[name]), 1)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - it may raise anything
        raise PlaybookError(f"this module does not load: {type(error).__name__}: {error}", position) from None
    cls = getattr(module, class_name(name), None)
    if cls is None or not hasattr(cls, "params"):
        raise PlaybookError(f"this is no module of pushcfg: it has no class {class_name(name)}, a Module", position,
                            "modules of Ansible go into library/, and are not run")
    return ModuleInfo(name, "", cls, params_of(cls))


def params_of(cls: Any) -> dict[str, Any]:
    """The params of a module's class, by every name that a playbook may use."""
    params = [param for param in cls.params().values() if not param.internal]
    return {word: param for param in params for word in (param.name, *param.aliases)}


@cache
def _info(name: str) -> ModuleInfo:
    cls = getattr(load(name), class_name(name))
    return ModuleInfo(name, cls.collection, cls, params_of(cls))


def _by_alias(alias: str) -> ModuleInfo | None:
    # An import of every module would cost more than a look at the texts, which leaves one or two to import.
    for name in names():
        if f'"{alias}"' in (modules_folder() / f"{name}.py").read_text(encoding="utf-8"):
            info = _info(name)
            if alias in info.cls.aliases:
                return info
    return None
