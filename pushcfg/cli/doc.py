"""`pushcfg doc`: what modules there are, and what each of them takes."""

from __future__ import annotations

import inspect
import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

import click

from pushcfg.errors import UsageError
from pushcfg.fitting import ModuleInfo
from pushcfg.library import find, names, suggest

TYPES = {str: "text", int: "integer", float: "number", bool: "boolean", list: "list", dict: "mapping"}
WIDEST = 110


@click.command()
@click.argument("module", required=False)
def doc(module: str | None) -> None:
    """Explain MODULE and its arguments; without it, list all modules."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = overview(width) if module is None else description(named(module), width)
    click.echo("\n".join(lines))


def named(module: str) -> ModuleInfo:
    """The module of this name; UsageError if there is none."""
    info = find(module)
    if info is None:
        near = suggest(module)
        hint = f"did you mean '{near}'?" if near else "`pushcfg doc` lists them"
        raise UsageError(f"there is no module '{module}'", hint=hint)
    return info


def overview(width: int) -> Iterator[str]:
    """A line for each module."""
    infos = [info for name in names() if (info := find(name)) is not None]
    column = max(len(info.name) for info in infos) + 2
    for info in infos:
        first = docstring(info).splitlines()[0]
        yield info.name.ljust(column) + textwrap.shorten(first, width - column, placeholder=" ...")


def description(info: ModuleInfo, width: int) -> Iterator[str]:
    """All there is to say about a module."""
    yield f"{info.collection}.{info.name}"
    if info.cls.aliases:
        yield f"also called: {', '.join(info.cls.aliases)}"
    yield ""
    for paragraph in docstring(info).split("\n\n"):
        yield from textwrap.wrap(" ".join(paragraph.split()), width)
        yield ""
    yield from arguments(info, width)
    if info.cls.refused:
        yield "Refused"
        for name, remedy in sorted(info.cls.refused.items()):
            yield from _indented(f"{name}: {remedy}", width, 2)
        yield ""
    yield "Example"
    yield from textwrap.indent(info.cls.example.strip("\n"), "  ").splitlines()


def arguments(info: ModuleInfo, width: int) -> Iterator[str]:
    """The arguments, the required ones first."""
    params = sorted(set(info.params.values()), key=lambda param: (not param.required, param.name))
    if not params:
        return
    yield "Arguments"
    for param in params:
        free = ", or the text after the module's name" if info.cls.free_form == param.name else ""
        yield f"  {param.name}  ({', '.join(traits(param))}{free})"
        yield from _indented(param.help, width, 6)
    yield ""


def traits(param: Any) -> Iterator[str]:
    """What a playbook has to know of an argument beside its purpose."""
    kind = TYPES.get(param.type, "anything" if param.type == "raw" else str(param.type))
    if param.type is list and param.elements in TYPES:
        kind = f"list of {TYPES[param.elements]}s" if param.elements is not str else "list of text"
    yield kind
    if param.required:
        yield "required"
    if param.choices is not None:
        yield f"one of {' | '.join(str(choice) for choice in param.choices)}"
    if param.default is not None:
        default = str(param.default).lower() if isinstance(param.default, bool) else repr(param.default)
        yield f"default {default}"
    if param.aliases:
        yield f"also {', '.join(param.aliases)}"
    if param.secret:
        yield "secret"


def docstring(info: ModuleInfo) -> str:
    """The docstring of a module's class, not of what it inherits from."""
    return inspect.cleandoc(info.cls.__dict__.get("__doc__") or "")


def _indented(text: str, width: int, by: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=" " * by, subsequent_indent=" " * by)
