"""The bytes that start a runner: its program, and the modules that the run needs with all that they import."""

from __future__ import annotations

import marshal
import re
import zlib
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from pushcfg.library import modules_folder

# Imports in modules/ are relative: a test holds that.
IMPORT = re.compile(r"^\s*from (\.+)([\w.]*) import (\([^)]*\)|[\w, ]+)", re.MULTILINE)
RUNNER = ("runner", "runner.main")


@lru_cache(maxsize=8)
def bundle(modules: frozenset[str], package: str = "pushcfg_modules") -> bytes:
    """The bundle for runs that use these modules: `size program size payload`, the sizes as eight digits."""
    folder = modules_folder()
    parts = {package + ("." + name if name else ""): part(folder, name) for name in sorted(closure(folder, modules))}
    payload = zlib.compress(marshal.dumps((MAGIC_NUMBER, parts), 2), 6)
    importer = (folder / "runner" / "importer.py").read_text() + "\nserve(s, b)\n"
    program = zlib.compress(importer.encode(), 9)
    return b"%08d%s%08d%s" % (len(program), program, len(payload), payload)


def part(folder: Path, name: str) -> tuple[bool, bytes, bytes]:
    """(is a package, source, code for this Python) of one module."""
    path = path_of(folder, name)
    loader = SourceFileLoader("pushcfg.modules" + ("." + name if name else ""), str(path))
    code = loader.get_code(loader.name)
    return path.name == "__init__.py", path.read_bytes(), marshal.dumps(code)


def path_of(folder: Path, name: str) -> Path:
    """The file of a module; the empty name is the package itself."""
    place = folder.joinpath(*name.split(".")) if name else folder
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def closure(folder: Path, modules: frozenset[str]) -> set[str]:
    """These modules, the runner, and everything that they import, with the packages around them."""
    found: set[str] = set()
    open_ = [*RUNNER, *modules]
    while open_:
        name = open_.pop()
        if name in found:
            continue
        found.add(name)
        if name:
            open_.append(name.rpartition(".")[0])
        open_.extend(imports(folder, name) - found)
    return found


def imports(folder: Path, name: str) -> set[str]:
    """The modules of ours that one file imports, anywhere in it."""
    path = path_of(folder, name)
    inside = name.split(".") if path.name == "__init__.py" and name else name.split(".")[:-1]
    found = set()
    for dots, module, names in IMPORT.findall(path.read_text(encoding="utf-8")):
        base = inside[: len(inside) - (len(dots) - 1)] + [word for word in module.split(".") if word]
        found.add(".".join(base))
        for word in re.findall(r"\w+", names):
            candidate = [*base, word]
            if folder.joinpath(*candidate).with_suffix(".py").is_file() or folder.joinpath(*candidate).is_dir():
                found.add(".".join(candidate))
    return found
