"""group_vars/ and host_vars/ beside an inventory or a playbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.model import Layer
from pushcfg.source import load_optional
from pushcfg.vault import NO_KEYS, Keyring

_SUFFIXES: Final = ("", ".yml", ".yaml", ".json")


class VariableFiles:
    """The variables that the files of one directory give to groups and hosts, each file read once."""

    def __init__(self, directory: Path, warnings: list[Warned], keyring: Keyring = NO_KEYS) -> None:
        self.directory = directory
        self._warnings = warnings
        self._keyring = keyring
        self._listings: dict[str, frozenset[str]] = {}
        self._layers: dict[tuple[str, str], tuple[Layer, ...]] = {}

    def of_group(self, name: str) -> tuple[Layer, ...]:
        """What group_vars/ says of a group, one layer a file, the weakest first."""
        return self._find("group_vars", name)

    def of_host(self, name: str) -> tuple[Layer, ...]:
        """What host_vars/ says of a host, one layer a file, the weakest first."""
        return self._find("host_vars", name)

    def _find(self, folder: str, name: str) -> tuple[Layer, ...]:
        listing = self._listing(folder)
        if not listing:
            return ()
        key = (folder, name)
        if key not in self._layers:
            files = _files_of(self.directory / folder, name, listing)
            layers = (_read(file, self._warnings, self._keyring) for file in files)
            self._layers[key] = tuple(layer for layer in layers if layer is not None)
        return self._layers[key]

    def _listing(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            path = self.directory / folder
            try:
                self._listings[folder] = frozenset(os.listdir(path))
            except FileNotFoundError:
                self._listings[folder] = frozenset()
            except NotADirectoryError:
                self._listings[folder] = frozenset()
                if path.exists():
                    self._warnings.append(
                        Warned("this is no directory and is skipped", Position(str(path), 1))
                    )
            except OSError as error:
                raise InventoryError(
                    f"the directory cannot be read: {error.strerror}",
                    Position(str(path), 1),
                    "check its permissions",
                ) from error
        return self._listings[folder]


def _files_of(folder: Path, name: str, listing: frozenset[str]) -> list[Path]:
    """The files of one group or host: those of the first name that exists, with or without a suffix."""
    for suffix in _SUFFIXES:
        path = folder / f"{name}{suffix}"
        if path.name in listing and path.exists():
            return _files_in(path, ()) if path.is_dir() else [path]
    return []


def _files_in(directory: Path, around: tuple[str, ...]) -> list[Path]:
    """The files in a folder and in those within; `around` are the folders that it is in, to which a link may lead."""
    real = os.path.realpath(directory)
    if real in around:
        return []
    found: list[Path] = []
    for name in sorted(os.listdir(directory)):
        if name.startswith(".") or name.endswith("~"):
            continue
        path = directory / name
        suffix = path.suffix
        if path.is_dir():
            if not suffix:
                found.extend(_files_in(path, (*around, real)))
        elif path.is_file() and suffix in _SUFFIXES:
            found.append(path)
    return found


def _read(path: Path, warnings: list[Warned], keyring: Keyring) -> Layer | None:
    root = load_optional(path, warnings, keyring)
    if root is None:
        return None
    if not root.is_mapping:
        raise InventoryError(
            f"a file of variables holds a mapping, not {root.description}",
            root.position,
            "write `name: value`",
        )
    for key in root.items():
        if not isinstance(key[0].value, str):
            raise InventoryError(
                f"the name of a variable is text, not {key[0].description}", key[0].position, "quote it"
            )
    return Layer(str(path), root.plain(), root.key_positions())
