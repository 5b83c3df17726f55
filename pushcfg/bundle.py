"""The bytes that start a runner: its program, and modules with all that they import; and more of them later."""

from __future__ import annotations

import base64
import hashlib
import marshal
import os
import re
import zlib
from functools import lru_cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from pushcfg.library import OWN, modules_folder

# Imports in modules/ are relative: a test holds that.
IMPORT = re.compile(r"^\s*from (\.+)([\w.]*) import (\([^)]*\)|[\w, ]+)", re.MULTILINE)
RUNNER = ("runner", "runner.main")
# The name of modules/ on a host.
PACKAGE = "pushcfg_modules"
# So many bundles are kept: playbooks that use other modules have others.
KEPT = 20


@lru_cache(maxsize=8)
def bundle(modules: frozenset[str]) -> bytes:
    """The bundle for runs that use these modules: `size program size payload`, the sizes as eight digits.

    It takes a tenth of a second to make, so it is kept until a file of modules/ changes.
    """
    folder = modules_folder()
    kept = kept_file(folder, modules)
    try:
        if kept.stat().st_uid == os.geteuid():
            return kept.read_bytes()
    except OSError:
        pass
    made = make(folder, modules)
    keep(kept, made)
    return made


def kept_file(folder: Path, modules: frozenset[str]) -> Path:
    """Where the bundle for these modules is kept: under a name that says what it was made from."""
    stamps = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*.py"))
    made_from = repr((MAGIC_NUMBER, sorted(modules), stamps))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return cache / "pushcfg" / f"bundle-{hashlib.sha256(made_from.encode()).hexdigest()[:32]}"


def keep(path: Path, made: bytes) -> None:
    """Keep a bundle, for this user only, in the place of those that are out of date; without a place, do without."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(path.parent.glob("bundle-*"), key=lambda known: known.stat().st_mtime)[:-KEPT]:
            old.unlink()
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.touch(mode=0o600, exist_ok=False)
        temporary.write_bytes(made)
        temporary.replace(path)
    except (OSError, RuntimeError):
        return


def make(folder: Path, modules: frozenset[str]) -> bytes:
    """The bundle, made anew."""
    parts = {PACKAGE + ("." + name if name else ""): part(folder, name) for name in sorted(closure(folder, modules))}
    payload = zlib.compress(marshal.dumps((MAGIC_NUMBER, parts), 2), 9)
    importer = (folder / "runner" / "importer.py").read_text() + "\nserve(s, b)\n"
    program = zlib.compress(importer.encode(), 9)
    return b"%08d%s%08d%s" % (len(program), program, len(payload), payload)


@lru_cache(maxsize=64)
def more(name: str, sent: frozenset[str]) -> str:
    """One module, with what it imports and a bundle for `sent` lacks, for a runner that is at work already."""
    folder = modules_folder()
    wanted = closure(folder, frozenset({name})) - closure(folder, sent)
    parts = {f"{PACKAGE}.{word}": part(folder, word) for word in sorted(wanted)}
    return base64.b64encode(zlib.compress(marshal.dumps((MAGIC_NUMBER, parts), 2), 9)).decode()


def part(folder: Path, name: str) -> tuple[bool, bytes, bytes]:
    """(is a package, source, code for this Python without docstrings) of one module."""
    path = path_of(folder, name)
    source = path.read_bytes()
    code = compile(source, f"{PACKAGE}.{name}", "exec", dont_inherit=True, optimize=2)
    return path.name == "__init__.py", source, marshal.dumps(code)


def path_of(folder: Path, name: str) -> Path:
    """The file of a module; the empty name is the package itself."""
    if name in OWN:
        return OWN[name]
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
