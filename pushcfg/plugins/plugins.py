"""The plugins of one playbook: which there are, and what templates call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import InputError
from pushcfg.events import Warned
from pushcfg.plugins.calls import as_filter, as_lookup, as_test
from pushcfg.plugins.loading import Loader
from pushcfg.template.named import Known

KINDS: Final = ("filter", "test", "lookup")
CLASSES: Final = {"filter": "FilterModule", "test": "TestModule", "lookup": "LookupModule"}
Function = Callable[..., Any]


class Plugins:
    """By kind, the functions that templates may call beside pushcfg's own, under their names.

    Folders are added as roles are met; whoever has `attached` a table of pushcfg's gets what comes later, too.
    """

    def __init__(self, roots: Sequence[Path] = (), warnings: list[Warned] | None = None) -> None:
        self.roots = roots
        self.loader = Loader(roots)
        self.warnings = [] if warnings is None else warnings
        self.own: dict[str, dict[str, Function]] = {kind: {} for kind in KINDS}
        self.attached: list[tuple[str, Known]] = []
        self.folders: set[Path] = set()

    def attach(self, kind: str, table: Known) -> None:
        """Let a table have these, and find in collections what it does not have."""
        table.update(self.own[kind])
        table.search = lambda name: self.of_collection(kind, name)
        self.attached.append((kind, table))

    def beside(self, folder: Path) -> None:
        """Those of a playbook or a role in this folder."""
        for kind in KINDS:
            self.add(kind, folder / f"{kind}_plugins")

    def add(self, kind: str, folder: Path) -> None:
        """Those in the files of a folder; one that does not load is a warning, as nobody may need it."""
        if folder in self.folders or not folder.is_dir():
            return
        self.folders.add(folder)
        found: dict[str, Function] = {}
        for path in sorted(folder.glob("*.py")):
            if path.name != "__init__.py":
                try:
                    found.update(self.read(kind, path))
                except InputError as error:
                    self.warnings.append(Warned(f"{error.message}{error.hint and '; '}{error.hint}", error.position))
        self.own[kind].update(found)
        for other, table in self.attached:
            if other == kind:
                table.update(found)

    def read(self, kind: str, path: Path) -> Iterator[tuple[str, Function]]:
        """The functions of one file, by name."""
        module = self.loader.load(path)
        made = getattr(module, CLASSES[kind], None)
        if made is None:
            return
        if kind == "lookup":
            yield path.stem, as_lookup(path, module, made)
        elif kind == "filter":
            yield from ((name, as_filter(name, function)) for name, function in made().filters().items())
        else:
            yield from ((name, as_test(name, function)) for name, function in made().tests().items())

    def of_collection(self, kind: str, name: str) -> Function | None:
        """What a full name means: `namespace.collection.name`; None if there is no such plugin."""
        parts = name.split(".")
        if len(parts) < 3:
            return None
        for root in self.roots:
            folder = root / parts[0] / parts[1] / "plugins" / kind
            files = [folder / f"{parts[-1]}.py", *sorted(folder.glob("*.py"))]
            for path in (path for path in files if path.is_file()):
                for known, function in self.read(kind, path):
                    if known == ".".join(parts[2:]):
                        return function
        return None

    def has_lookup(self, name: str) -> bool:
        """Whether there is a lookup of this name."""
        return name in self.own["lookup"] or self.of_collection("lookup", name) is not None
