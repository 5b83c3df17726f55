"""Options as Ansible specifies them: whether arguments have the types, choices and companions that these ask for."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pushcfg import library
from pushcfg.errors import TemplateError
from pushcfg.template.filters.numbers import human_to_bytes

Options = Mapping[str, Mapping[str, Any]]
Path = tuple[str, ...]


def problems(
    options: Options, arguments: Mapping[str, Any], path: Path, rules: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """What is wrong with arguments; `path` are the options that they are inside of, `rules` those about several."""
    names = {alias: name for name, option in options.items() for alias in option.get("aliases") or ()}
    given = {names.get(name, name): value for name, value in arguments.items()}
    where = f" found in {' -> '.join(path)}" if path else ""
    unknown = [name for name in given if name not in options]
    if unknown:
        known = ", ".join(sorted(options))
        yield f"unsupported arguments: {', '.join(unknown)}{where}; supported are: {known}"
    yield from together(given, rules or {}, where)
    missing = [name for name, option in options.items() if option.get("required") and name not in given]
    if missing:
        yield f"missing required arguments: {', '.join(sorted(missing))}{where}"
    for name, option in options.items():
        value = given.get(name, option.get("default"))
        if value is not None:
            yield from of_option(name, option, value, path, where)


def of_option(name: str, option: Mapping[str, Any], value: Any, path: Path, where: str) -> Iterator[str]:
    """What is wrong with the value of one option."""
    kind = str(option.get("type") or "str")
    try:
        value = converted(kind, value)
    except (TemplateError, TypeError, ValueError) as error:
        yield f"argument {name!r}{where} must be of type {kind}: {told(error, option)}"
        return
    elements = option.get("elements")
    if kind == "list" and elements:
        made = []
        for element in value:
            try:
                made.append(converted(str(elements), element))
            except (TemplateError, TypeError, ValueError) as error:
                yield f"elements of argument {name!r}{where} must be of type {elements}: {told(error, option)}"
                return
        value = made
    yield from of_choices(name, option, value, where)
    inner = option.get("options", option.get("suboptions"))
    if inner is not None and kind in ("dict", "list") and (kind == "dict" or elements == "dict"):
        for part in value if kind == "list" else [value]:
            yield from problems(inner, part, (*path, name), option)


def told(error: Exception, option: Mapping[str, Any]) -> str:
    """What went wrong, without a value that is secret."""
    return "its value does not fit, and is secret" if option.get("no_log") else str(error)


def of_choices(name: str, option: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Values that are none of the choices."""
    choices = option.get("choices")
    if not choices:
        return
    known = list(choices)
    wrong = [part for part in (value if isinstance(value, list) else [value])
             if part not in known and str(part) not in map(str, known)]  # fmt: skip
    if wrong:
        got = "a secret value" if option.get("no_log") else ", ".join(map(str, wrong))
        one = "one or more of" if isinstance(value, list) else "one of"
        yield f"value of {name} must be {one}: {', '.join(map(str, known))}, got: {got}{where}"


def together(given: Mapping[str, Any], rules: Mapping[str, Any], where: str) -> Iterator[str]:
    """What arguments ask of one another."""
    there = {name for name, value in given.items() if value is not None}
    for group in groups(rules.get("mutually_exclusive")):
        if len(both := [name for name in group if name in there]) > 1:
            yield f"arguments are mutually exclusive: {', '.join(both)}{where}"
    for group in groups(rules.get("required_one_of")):
        if group and not there.intersection(group):
            yield f"one of these is required: {', '.join(group)}{where}"
    for group in groups(rules.get("required_together")):
        if there.intersection(group) and not there.issuperset(group):
            yield f"arguments are required together: {', '.join(group)}{where}"
    for name, wanted in (rules.get("required_by") or {}).items():
        lacking = [word for word in ([wanted] if isinstance(wanted, str) else wanted) if word not in there]
        if name in there and lacking:
            yield f"missing arguments required by {name}: {', '.join(lacking)}{where}"
    for name, value, wanted, *more in rules.get("required_if") or ():
        lacking = [word for word in wanted if word not in there]
        if given.get(name) == value and lacking and (not (more and more[0]) or len(lacking) == len(wanted)):
            any_ = "any" if more and more[0] else "all"
            yield f"{name} is {value} but {any_} of these are missing: {', '.join(lacking)}{where}"


def groups(rule: Any) -> Iterator[list[str]]:
    """The groups of a rule, which may be one group by itself."""
    if rule:
        yield from ([list(rule)] if isinstance(rule[0], str) else map(list, rule))


# --- types ---


def converted(kind: str, value: Any) -> Any:
    """The value as this type; TypeError or ValueError if it cannot be one."""
    if kind not in KINDS:
        raise ValueError(f"there is no type {kind!r}")
    return KINDS[kind](value)


def integer(value: Any) -> int:
    """A whole number, or text of one."""
    try:
        number = Decimal(value)
        if number == int(number):
            return int(number)
    except (InvalidOperation, TypeError, ValueError, OverflowError):
        pass
    raise TypeError(f"{value!r} is no whole number")


def fraction(value: Any) -> float:
    """A number, or text of one."""
    if not isinstance(value, str | int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def truth(value: Any) -> bool:
    """True or false, or a word for it."""
    return bool(library.load("core.param").to_bool(value))


def listing(value: Any) -> list[Any]:
    """A list; a text with commas is one, too."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str):
        return value.split(",")
    if isinstance(value, int | float):
        return [str(value)]
    raise TypeError(f"{value!r} is no list")


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping; text may be JSON, Python's notation of one, or `name=value` pairs."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str) and value.startswith("{"):
        for read in (json.loads, ast.literal_eval):
            try:
                found = read(value)
            except (ValueError, SyntaxError):
                continue
            if isinstance(found, dict):
                return found
    elif isinstance(value, str) and "=" in value:
        pairs = [part.strip().split("=", 1) for part in value.replace(",", " ").split()]
        if all(len(pair) == 2 for pair in pairs):
            return dict(pairs)
    raise TypeError(f"{value!r} is no mapping")


def serial(value: Any) -> str:
    """JSON, or what can be written as such."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, default=str)
    raise TypeError(f"{value!r} is no JSON")


KINDS: Mapping[str, Callable[[Any], Any]] = {
    "str": str, "path": str, "raw": lambda value: value, "int": integer, "float": fraction, "bool": truth,
    "list": listing, "dict": mapping, "json": serial, "jsonarg": serial,
    "bytes": human_to_bytes, "bits": lambda value: human_to_bytes(value, isbits=True),
}  # fmt: skip
