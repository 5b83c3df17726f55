"""What `-i` names: inventory files, directories of them, and comma lists of hosts."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from pushcfg.errors import InputError, InventoryError, Position, SourceError
from pushcfg.events import Warned
from pushcfg.inventory.reading.addresses import expand, is_ip_address
from pushcfg.inventory.reading.constructed import NAMES, read_constructed
from pushcfg.inventory.reading.draft import Draft
from pushcfg.inventory.reading.ini import has_sections, read_ini
from pushcfg.inventory.reading.script import read_script
from pushcfg.inventory.reading.tomlfile import read_toml
from pushcfg.inventory.reading.yamlfile import read_yaml
from pushcfg.source import Node, Opened, loads_optional, read_bytes, read_text

_IGNORED: Final = re.compile(
    r"^\.|^(?:host_vars|group_vars|vars_plugins)$"
    r"|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.cfg|\.retry)$"
)
_YAML_SUFFIXES: Final = frozenset({"", ".yml", ".yaml", ".json", ".config"})
_LOOKS_LIKE_YAML: Final = re.compile(r"^(?:---|- |[\s\w\"'.-]+:\s*$|\s*[{\[]\s*$)", re.MULTILINE)


def read_source(draft: Draft, source: str) -> Path | None:
    """Add one source to a draft; the directory with its group_vars/ and host_vars/, if it has one."""
    if not source:
        raise InventoryError("the name of an inventory is empty", None, "name a file, a folder or a list of hosts")
    path = Path(os.path.expandvars(source)).expanduser()
    # A long list of hosts is no path that could be asked about.
    if "," in source and not os.path.exists(path):
        _read_host_list(draft, source)
        return None
    if os.path.isdir(path):
        if not _read_directory(draft, path, ()):
            draft.warnings.append(Warned("there is nothing in this folder to read", Position(str(path), 1)))
        return path
    _read_file(draft, path)
    return path.parent


def _read_host_list(draft: Draft, source: str) -> None:
    draft.source, draft.opened = source, False
    for pattern in filter(None, (part.strip() for part in source.split(","))):
        # Ansible's plugin advanced_host_list; a name with brackets in it is nothing that its host_list was meant for.
        address = pattern.startswith("[") and pattern.endswith("]") and is_ip_address(pattern[1:-1])
        names, port = ([pattern], None) if address else expand(pattern, None)
        for name in names:
            if name not in draft.hosts:
                draft.add_host(name, "ungrouped", port, None)


def _read_directory(draft: Draft, directory: Path, around: tuple[str, ...]) -> bool:
    """Read the inventory files of a directory, and of directories within, in the order of their names.

    `around` are the folders that it is in. Whether there is anything in it that may count.
    """
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise InventoryError(
            f"the directory cannot be read: {error.strerror}",
            Position(str(directory), 1),
            "check its permissions",
        ) from error
    inside = (*around, os.path.realpath(directory))
    found = not {"group_vars", "host_vars"}.isdisjoint(names)
    for name in names:
        if _IGNORED.search(name):
            continue
        path = directory / name
        found = True
        if not os.path.isdir(path):
            _read_file(draft, path)
        elif os.path.realpath(path) in inside:
            draft.warnings.append(Warned("this link leads to a folder that it is in, and is skipped",
                                         Position(str(path), 1)))  # fmt: skip
        else:
            _read_directory(draft, path, inside)
    return found


def _read_file(draft: Draft, path: Path) -> None:
    start = Position(str(path), 1)
    if not os.path.exists(path):
        if os.path.islink(path):
            raise InventoryError(f"this link leads nowhere: {os.readlink(path)}", start, "remove or correct it")
        raise InventoryError(
            "there is no such inventory", start, "check the name, or end a list of hosts with a comma"
        )
    if _is_program(path, start):
        draft.source, draft.opened = str(path), False
        read_script(draft, path)
        draft.done(path)
        return
    text = _text(draft, path)
    draft.source, draft.opened = str(path), isinstance(text, Opened)
    try:
        _read_text(draft, text, path)
    except InputError as error:
        if not text.startswith("#!"):
            raise
        hint = f"{error.hint}; if this is an inventory script, make it executable: chmod +x {path}"
        raise InventoryError(error.message, error.position, hint) from error
    draft.done(path)


def _text(draft: Draft, path: Path) -> str:
    """The text of a file that is UTF-8; its comments need not be, as in Ansible."""
    try:
        return read_text(path, draft.keyring)
    except SourceError:
        lines = read_bytes(path).splitlines(keepends=True)
        with suppress(UnicodeDecodeError):
            return b"".join(b"\n" if line.lstrip()[:1] in (b"#", b";") else line for line in lines).decode("utf-8-sig")
        raise


def _read_text(draft: Draft, text: str, path: Path) -> None:
    if path.suffix == ".toml":
        read_toml(draft, text, str(path))
        return
    if all(line.strip() == "---" or line.lstrip()[:1] in ("", "#", ";") for line in text.splitlines()):
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
    if path.is_char_device():
        return False
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
