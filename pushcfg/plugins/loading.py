"""Imports a plugin's file. What it imports of Ansible are pushcfg's stand-ins, and of collections their own files."""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pushcfg.errors import Position, SourceError

STANDINS: Final = "pushcfg.standins"
HINT: Final = "docs/language.md says what plugins can import"


class NoStandin(ImportError):
    """A part of Ansible that pushcfg has nothing for; an ImportError, as plugins try what they can do without."""


class Loader:
    """Loads files, each once; `roots` are those of collections."""

    def __init__(self, roots: Sequence[Path] = ()) -> None:
        self.roots = roots
        self.loaded: dict[Path, ModuleType] = {}

    def load(self, path: Path) -> ModuleType:
        """The module in a file; SourceError, with the line, if it does not load."""
        path = path.resolve()
        if path not in self.loaded:
            try:
                self.loaded[path] = self.executed(path)
            except SourceError:
                raise
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                told = str(error) if isinstance(error, ImportError) else f"{type(error).__name__}: {error}"
                raise SourceError(f"this plugin does not load: {told}", place_in(path, error),
                                  HINT if isinstance(error, NoStandin) else "") from None
        return self.loaded[path]

    def executed(self, path: Path) -> ModuleType:
        """The module, run."""
        module = ModuleType(f"plugin_{path.stem}")
        module.__file__ = str(path)
        hooked = dict(vars(builtins))
        hooked["__import__"] = lambda name, *more: self.imported(path, name, *more)
        module.__dict__["__builtins__"] = hooked
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - a playbook's own plugin is meant to run
        return module

    def imported(
        self, path: Path, name: str, globals_: Mapping[str, Any] | None = None,
        locals_: Mapping[str, Any] | None = None, fromlist: Sequence[str] = (), level: int = 0,
    ) -> Any:  # fmt: skip
        """What stands in a plugin's `import`."""
        top = name.partition(".")[0]
        if level:
            return self.beside(path.parents[level - 1], name, fromlist)
        if top == "ansible":
            return standin(name, fromlist)
        if top == "ansible_collections":
            return self.of_collection(name, fromlist)
        return builtins.__import__(name, globals_, locals_, fromlist or (), level)

    def of_collection(self, name: str, fromlist: Sequence[str] | None) -> Any:
        """A file of a collection; ImportError if it is nowhere."""
        parts = name.split(".")[1:]
        for root in self.roots:
            file = root.joinpath(*parts)
            if file.with_suffix(".py").is_file():
                return self.load(file.with_suffix(".py"))
            if file.is_dir() and fromlist:
                return self.beside(file, "", fromlist)
        raise ImportError(f"there is no {name} in any collection")

    def beside(self, folder: Path, name: str, fromlist: Sequence[str] | None) -> Any:
        """What a relative import, or one of a package, names."""
        place = folder.joinpath(*name.split(".")) if name else folder
        if place.with_suffix(".py").is_file():
            return self.load(place.with_suffix(".py"))
        package = ModuleType(place.name)
        for word in fromlist or ():
            if not (place / f"{word}.py").is_file():
                raise ImportError(f"there is no {word} in {place}")
            setattr(package, word, self.load(place / f"{word}.py"))
        return package


def standin(name: str, fromlist: Sequence[str] | None) -> Any:
    """pushcfg's stand-in for a part of Ansible."""
    own = STANDINS + name.removeprefix("ansible")
    try:
        module = importlib.import_module(own)
    except ModuleNotFoundError:
        raise NoStandin(f"it imports {name}, which pushcfg has no stand-in for") from None
    for word in fromlist or ():
        if word == "*" or hasattr(module, word):
            continue
        try:
            importlib.import_module(f"{own}.{word}")
        except ModuleNotFoundError:
            raise NoStandin(f"it imports {word} of {name}, which pushcfg has no stand-in for") from None
    return module if fromlist else sys.modules[STANDINS]


def place_in(path: Path, error: BaseException) -> Position:
    """The line of a plugin that an error comes from."""
    if isinstance(error, SyntaxError) and error.lineno:
        return Position(str(path), error.lineno, error.offset or 1)
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return Position(str(path), line)
