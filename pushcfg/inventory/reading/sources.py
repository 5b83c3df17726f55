"""What `-i` names: inventory files, directories of them, and comma lists of hosts."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from pushcfg.errors import InputError, InventoryError, Position, SourceError
from pushcfg.events import Warned
from pushcfg.inventory.reading.addresses import expand
from pushcfg.inventory.reading.constructed import NAMES, read_constructed
from pushcfg.inventory.reading.draft import Draft
from pushcfg.inventory.reading.ini import has_sections, read_ini
from pushcfg.inventory.reading.script import read_script
from pushcfg.inventory.reading.tomlfile import read_toml
from pushcfg.inventory.reading.yamlfile import read_yaml
from pushcfg.source import Node, Opened, loads_optional, read_text

_IGNORED: Final = re.compile(
    r"^\.|^(?:host_vars|group_vars|vars_plugins)$"
    r"|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.cfg|\.retry)$"
)
_YAML_SUFFIXES: Final = frozenset({"", ".yml", ".yaml", ".json", ".config"})
_LOOKS_LIKE_YAML: Final = re.compile(r"^(?:---|- |[\s\w\"'.-]+:\s*$|\s*[{\[]\s*$)", re.MULTILINE)


def read_source(draft: Draft, source: str) -> Path | None:
    """Add one source to a draft; the directory with its group_vars/ and host_vars/, if it has one."""
    path = Path(os.path.expandvars(source)).expanduser()
    if "," in source and not path.exists():
        _read_host_list(draft, source)
        return None
    if path.is_dir():
        _read_directory(draft, path)
        return path
    _read_file(draft, path)
    return path.parent


def _read_host_list(draft: Draft, source: str) -> None:
    draft.source, draft.opened = source, False
    for pattern in filter(None, (part.strip() for part in source.split(","))):
        # Ansible's plugin advanced_host_list; a name with brackets in it is nothing that its host_list was meant for.
        names, port = expand(pattern, None)
        for name in names:
            if name not in draft.hosts:
                draft.add_host(name, "ungrouped", port, None)


def _read_directory(draft: Draft, directory: Path) -> None:
    """Read the inventory files of a directory, and of directories within, in the order of their names."""
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise InventoryError(
            f"the directory cannot be read: {error.strerror}",
            Position(str(directory), 1),
            "check its permissions",
        ) from error
    for name in names:
        if _IGNORED.search(name):
            continue
        path = directory / name
        if path.is_dir():
            _read_directory(draft, path)
        else:
            _read_file(draft, path)


def _read_file(draft: Draft, path: Path) -> None:
    start = Position(str(path), 1)
    if not path.exists():
        raise InventoryError(
            "there is no such inventory", start, "check the name, or end a list of hosts with a comma"
        )
    if _is_program(path, start):
        draft.source, draft.opened = str(path), False
        read_script(draft, path)
        draft.done(path)
        return
    text = read_text(path, draft.keyring)
    draft.source, draft.opened = str(path), isinstance(text, Opened)
    try:
        _read_text(draft, text, path)
    except InputError as error:
        if not text.startswith("#!"):
            raise
        hint = f"{error.hint}; if this is an inventory script, make it executable: chmod +x {path}"
        raise InventoryError(error.message, error.position, hint) from error
    draft.done(path)


def _read_text(draft: Draft, text: str, path: Path) -> None:
    if path.suffix == ".toml":
        read_toml(draft, text, str(path))
        return
    root = _as_yaml(draft.warnings, text, path) if path.suffix in _YAML_SUFFIXES else None
    plugin = root.get("plugin") if root is not None else None
    if root is None:
        read_ini(draft, text, str(path))
    elif plugin is not None and plugin.value and not plugin.is_mapping:
        _read_plugin(draft, root, plugin)
    else:
        read_yaml(draft, root)


def _read_plugin(draft: Draft, root: Node, plugin: Node) -> None:
    if plugin.value not in NAMES:
        raise InventoryError(
            f"inventory plugins such as {plugin.value!r} are not supported",
            plugin.position,
            f"save what `ansible-inventory -i {plugin.position.file} --list` prints and name that, "
            "or name a script that prints it",
        )
    # Templates take a while to import, and most inventories have none.
    from pushcfg.inventory.reading.constructing import construct

    construct(draft, read_constructed(root, draft.warnings))


def _as_yaml(warnings: list[Warned], text: str, path: Path) -> Node | None:
    """The mapping in a text, or None where the text is to be read as INI."""
    collected: list[Warned] = []
    try:
        root = loads_optional(text, str(path), collected)
    except SourceError:
        # An INI file may have any name that a YAML file may have: its looks decide whose mistake it is.
        if has_sections(text) or not (path.suffix or _LOOKS_LIKE_YAML.search(text)):
            return None
        raise
    if root is not None and root.is_mapping:
        warnings.extend(collected)
        return root
    if root is not None and root.is_sequence and not has_sections(text):
        raise InventoryError(
            "the inventory is a list, not a mapping of groups",
            root.position,
            "begin with `all:` and `hosts:` under it",
        )
    return None


def _is_program(path: Path, start: Position) -> bool:
    if not path.is_file():
        raise InventoryError("this is neither a file nor a directory", start, "name an inventory file")
    try:
        with path.open("rb") as file:
            beginning = file.read(1024)
    except OSError as error:
        raise InventoryError(
            f"the file cannot be read: {error.strerror}", start, "check its permissions"
        ) from error
    # A static inventory may be marked executable, as everything is on some file systems.
    return os.access(path, os.X_OK) and (beginning.startswith(b"#!") or b"\0" in beginning)
