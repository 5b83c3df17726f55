"""The floors of docs/design.md: who imports whom, which library is used where, and what may travel to a host."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pushcfg"
MODULES = ROOT / "modules"
# Libraries that a whole folder is made with; any other is used by one file.
EVERYWHERE = {"click": PACKAGE / "cli", "asyncssh": PACKAGE / "transport" / "ssh",
              "jinja2": PACKAGE / "template" / "jinja"}  # fmt: skip
# What the oldest Python of a host does not have, although this one does.
TOO_NEW = {"_aix_support", "dataclasses", "contextvars", "graphlib", "importlib.resources", "importlib.metadata",
           "tomllib", "zoneinfo"}  # fmt: skip


class Floors(NamedTuple):
    """The table: the place of each unit, from the bottom up, and the unit's floor; the libraries of each floor."""

    places: dict[str, tuple[int, int]]
    libraries: dict[int, set[str]]


def read_floors() -> Floors:
    """The table of section 7."""
    section = (ROOT / "docs" / "design.md").read_text().partition("\n## 7. Floors\n")[2].partition("\n## ")[0]
    places, libraries = {}, {}
    for number, units, names in re.findall(r"^\| (\d) \| (.*) \| (.*?) *\|$", section, re.MULTILINE):
        for place, unit in enumerate(re.findall(r"`(\w+)/?`", units)):
            places[unit] = (int(number), place)
        libraries[int(number)] = set(re.findall(r"\w+", names))
    return Floors(places, libraries)


FLOORS = read_floors()
FILES = sorted(PACKAGE.rglob("*.py"))


def unit_of(file: Path) -> str:
    """The folder of a file right below pushcfg/, or the file's own name."""
    parts = file.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else file.stem


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import, wherever in the file; what is relative keeps its dots."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names = [alias.name for alias in node.names]
            # `from pushcfg import library` is an import of that file, unless it is a name in __init__.
            inside = module == "pushcfg" and all((PACKAGE / f"{name}.py").exists() or (PACKAGE / name).is_dir()
                                                 for name in names)  # fmt: skip
            yield from ((node.lineno, f"{module}.{name}" if inside else module) for name in names)


def top(name: str) -> str:
    """The library that an import is of."""
    return name.partition(".")[0]


def name(file: Path) -> str:
    """A file as tests are named after it."""
    return str(file.relative_to(ROOT))


def test_the_table_has_every_file():
    assert sorted({unit_of(file) for file in FILES}) == sorted(FLOORS.places)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_file_imports_from_below(file):
    own = unit_of(file)
    wrong = []
    for line, imported in imports(file):
        if top(imported) == "pushcfg":
            unit = ([*imported.split("."), "__init__"])[1]
            if unit != own and FLOORS.places[unit] >= FLOORS.places[own]:
                wrong.append(f"{name(file)}:{line}: {own} imports {unit}, which stands above it or beside it")
    assert wrong == []


def uses() -> dict[str, set[Path]]:
    """The files that use each third-party library."""
    found: dict[str, set[Path]] = {}
    for file in FILES:
        for _, imported in imports(file):
            if top(imported) not in sys.stdlib_module_names and top(imported) != "pushcfg":
                found.setdefault(top(imported), set()).add(file)
    return found


def test_a_library_is_used_on_its_floor():
    used = {(FLOORS.places[unit_of(file)][0], library) for library, files in uses().items() for file in files}
    assert used == {(floor, library) for floor, libraries in FLOORS.libraries.items() for library in libraries}


def test_one_library_one_file():
    spread = {library: sorted(map(name, files)) for library, files in uses().items()
              if len(files) > 1 and {file.parent for file in files} != {EVERYWHERE.get(library)}}  # fmt: skip
    assert spread == {}


def test_all_imports_are_absolute():
    assert [name(file) for file in FILES for _, imported in imports(file) if imported.startswith(".")] == []


def test_modules_import_the_standard_library_and_one_another():
    wrong = []
    for file in sorted(MODULES.rglob("*.py")):
        inside = len(file.relative_to(MODULES).parts)
        for line, imported in imports(file):
            dots = len(imported) - len(imported.lstrip("."))
            if dots > inside or (dots == 0 and (top(imported) not in sys.stdlib_module_names or imported in TOO_NEW)):
                wrong.append(f"{name(file)}:{line}: {imported}")
    assert wrong == []
