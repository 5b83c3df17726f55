"""What a template reads, without rendering it: variables, which of them may be missing, filters and tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pushcfg.template.files import header
from pushcfg.template.jinja.compiler import Compiler
from pushcfg.template.jinja.failing import parsed

BUILTIN: Final = "ansible.builtin."
TESTED: Final = frozenset({"defined", "undefined"})
# What makes do with a missing value, or says itself that it must be there.
COVERING: Final = frozenset({"d", "default", "mandatory"})
CHOOSING: Final = frozenset({"select", "reject", "selectattr", "rejectattr"})
# Names that jinja2 itself gives to loops, macros and blocks.
OWN: Final = frozenset({"caller", "kwargs", "loop", "self", "super", "varargs"})


class Read(NamedTuple):
    """A variable that is read in a line of a template, from 1; `covered`: it may be missing there."""

    name: str
    line: int
    covered: bool


class Call(NamedTuple):
    """A filter with the number of its arguments and the names of its options."""

    name: str
    line: int
    arguments: int
    options: frozenset[str]


@dataclass
class Reads:
    """All of one template; `tested` are the variables of which it asks whether they are defined."""

    names: list[Read] = field(default_factory=list)
    tested: set[str] = field(default_factory=set)
    filters: list[Call] = field(default_factory=list)
    tests: list[tuple[str, int]] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    def variables(self) -> Iterator[Read]:
        """The variables that do not come from the template itself."""
        return (read for read in self.names if read.name not in self.own and read.name not in OWN)


def of_text(compiler: Compiler, text: str) -> Reads:
    """A value with templates in it; TemplateError where it does not parse."""
    return walked(parsed(lambda: compiler.playbook(text), text))


def of_condition(compiler: Compiler, text: str) -> Reads:
    """An expression without braces."""
    return walked(parsed(lambda: compiler.environment.parse("{{ " + text + " }}"), text))


def of_file(compiler: Compiler, text: str) -> Reads:
    """The text of a template file."""
    body, options = header(text)
    first = 1 if body is text else 2
    layer = parsed(lambda: compiler.environment.overlay(**options), body, first)
    found = walked(parsed(lambda: layer.parse(body), body, first))
    if first > 1:
        found.names = [read._replace(line=read.line + 1) for read in found.names]
        found.filters = [call._replace(line=call.line + 1) for call in found.filters]
        found.tests = [(name, line + 1) for name, line in found.tests]
    return found


def walked(tree: Any) -> Reads:
    """The reads of a jinja2 tree."""
    found = Reads()
    walk(tree, False, found)
    return found


def walk(node: Any, covered: bool, found: Reads) -> None:
    """Add what a node reads, and those below it."""
    kind = type(node).__name__
    if kind == "Name":
        note_name(node, covered, found)
    elif kind in ("Import", "FromImport", "Macro", "CallBlock"):
        note_own(node, kind, found)
    elif kind == "Test":
        word = node.name.removeprefix(BUILTIN)
        found.tests.append((node.name, node.lineno))
        if word in TESTED:
            found.tested.update(roots(node.node))
            covered = True
    elif kind == "Filter":
        note_filter(node, found)
        if covers(node):
            if node.node is not None:
                walk(node.node, True, found)
            for child in (*node.args, *node.kwargs):
                walk(child, covered, found)
            return
    for child in node.iter_child_nodes():
        walk(child, covered, found)


def note_name(node: Any, covered: bool, found: Reads) -> None:
    """A name that is read, or given a value."""
    if node.ctx == "load":
        found.names.append(Read(node.name, node.lineno, covered))
    else:
        found.own.add(node.name)


def note_own(node: Any, kind: str, found: Reads) -> None:
    """Names that imports and macros bring."""
    if kind == "Import":
        found.own.add(node.target)
    elif kind == "FromImport":
        found.own.update(name if isinstance(name, str) else name[1] for name in node.names)
    elif kind == "Macro":
        found.own.add(node.name)


def note_filter(node: Any, found: Reads) -> None:
    """A filter that is called."""
    options = frozenset(pair.key for pair in node.kwargs)
    found.filters.append(Call(node.name, node.lineno, len(node.args), options))


def covers(node: Any) -> bool:
    """Whether what a filter is applied to may be missing."""
    word = node.name.removeprefix(BUILTIN)
    if word in COVERING:
        return True
    return word in CHOOSING and any(getattr(part, "value", None) in TESTED for part in node.args)


def roots(node: Any) -> Iterator[str]:
    """The variable that an expression such as `a.b[0]` begins with."""
    while type(node).__name__ in ("Getattr", "Getitem", "Filter", "Call"):
        node = node.node
    if type(node).__name__ == "Name":
        yield node.name
