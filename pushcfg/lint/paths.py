"""What there is to look at below the paths that are named: playbooks and roles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pushcfg.errors import InputError, SourceError, UsageError, VaultError
from pushcfg.source import Node, load_optional
from pushcfg.vault import Keyring

# Folders that hold something else.
PASSED_BY: Final = frozenset({
    "defaults", "files", "filter_plugins", "group_vars", "handlers", "host_vars", "inventories", "library",
    "lookup_plugins", "meta", "modules", "molecule", "node_modules", "plugins", "tasks", "templates", "test_plugins",
    "vars", "venv",
})  # fmt: skip
YAML: Final = (".yml", ".yaml")
# A file that does not parse is meant for a playbook if a line of it looks like one of a play.
PLAY: Final = re.compile(r"^\s*(-\s+)?(hosts|(ansible\.builtin\.)?import_playbook):", re.MULTILINE)
IMPORTS: Final = ("import_playbook", "ansible.builtin.import_playbook")


class Target(NamedTuple):
    """One thing to look at: a playbook, a role's folder, or a file of tasks outside of roles."""

    kind: str
    path: Path


def targets(names: tuple[str, ...], keyring: Keyring) -> list[Target]:
    """All of them, each once; UsageError where there is nothing."""
    found: dict[Target, None] = {}
    for name in names:
        path = Path(name)
        if not path.exists():
            raise UsageError(f"there is no {name}", hint="name files and folders with playbooks or roles")
        below = list(in_folder(path, keyring)) if path.is_dir() else [of_file(path, keyring)]
        if not below:
            raise UsageError(f"there is neither a playbook nor a role in {name}")
        found.update(dict.fromkeys(below))
    return list(found)


def is_role(folder: Path) -> bool:
    """Whether a folder is that of a role."""
    parts = ("tasks", "handlers", "meta", "defaults", "vars")
    mains = [folder / part / f"main{suffix}" for part in parts for suffix in YAML]
    inside = (folder / "tasks").is_dir() or (folder / "meta").is_dir() or folder.parent.name == "roles"
    return inside and any(path.is_file() for path in mains)


def in_folder(folder: Path, keyring: Keyring) -> Iterator[Target]:
    """What is in a folder and below; nothing below a role."""
    if is_role(folder):
        yield Target("role", folder)
        return
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir():
            if entry.name not in PASSED_BY and not entry.name.startswith("."):
                yield from in_folder(path, keyring)
        elif path.suffix in YAML and not entry.name.startswith(".") and is_playbook(path, keyring):
            yield Target("playbook", path)


def is_playbook(path: Path, keyring: Keyring) -> bool:
    """Whether a file holds plays, or was meant to."""
    try:
        root = load_optional(path, [], keyring)
    except VaultError:
        return False
    except SourceError:
        try:
            return PLAY.search(path.read_text(encoding="utf-8", errors="replace")) is not None
        except OSError:
            return False
    return root is not None and any(map(is_play, root.elements()))


def is_play(node: Node) -> bool:
    """Whether an entry is that of a playbook."""
    return "hosts" in node or any(name in node for name in IMPORTS)


def of_file(path: Path, keyring: Keyring) -> Target:
    """What one file is: a list without a play is one of tasks, which a role may have."""
    try:
        root = load_optional(path, [], keyring)
    except InputError:
        return Target("playbook", path)
    if root is not None and root.is_sequence and not any(map(is_play, root.elements())):
        for folder in path.absolute().parents:
            if is_role(folder) and path.absolute().parent.relative_to(folder).parts[:1] in (("tasks",), ("handlers",)):
                return Target("role", Path(os.path.relpath(folder)))
        return Target("tasks", path)
    return Target("playbook", path)
