"""The files of a role: where it is, and its tasks, variables, handlers and meta."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import PlaybookError, Position
from pushcfg.playbook.keywords import INHERITED, check
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.values import positions, variables
from pushcfg.source import Node
from pushcfg.source.merging import overlaid
from pushcfg.template.scope import Names

# Ansible takes the keywords of tasks here, too, where they have no meaning.
META: Final = INHERITED | {"allow_duplicates", "argument_specs", "dependencies", "galaxy_info", "name"}
SUFFIXES: Final = (".yml", ".yaml", ".json")


def find_role(
    name: str, reading: Reading, beside: Path | None, position: Position, collections: Sequence[str] = ()
) -> tuple[str, Path, str]:
    """The name, folder and collection of a role; `beside` is the folder of the role that uses it.

    Looked for, as by Ansible, as `namespace.collection.role` in collections, in those that are named, then in
    roles/ beside the playbook, in the roots of roles, beside the using role, in the playbook's folder, and as a path.
    """
    for full in (name, *(f"{collection}.{name}" for collection in collections)):
        found = in_collection(full.split("."), reading)
        if found is not None:
            return found
    searched = [reading.folder / "roles", *reading.roots.roles]
    if beside is not None:
        searched.append(beside.parent)
    searched.append(reading.folder)
    for root in searched:
        folder = Path(os.path.normpath(root / name))
        if folder.is_dir():
            return name, folder, collection_of(folder)
    folder = Path(os.path.abspath(os.path.expanduser(os.path.expandvars(name))))
    if folder.is_dir():
        return folder.name, folder, collection_of(folder)
    known = {entry.name for root in searched[:-1] if root.is_dir() for entry in root.iterdir() if entry.is_dir()}
    near = difflib.get_close_matches(name, sorted(known), 1)
    looked = ", ".join(dict.fromkeys(str(root) for root in searched))
    raise PlaybookError(f"there is no role {name!r} (looked in {looked})", position,
                        f"did you mean {near[0]!r}?" if near else "install it there, or set roles_path")


def in_collection(parts: list[str], reading: Reading) -> tuple[str, Path, str] | None:
    """A role by its full name, if it is there."""
    if len(parts) >= 3 and all(part.isidentifier() for part in parts):
        for root in collection_roots(reading):
            folder = root / parts[0] / parts[1] / "roles" / Path(*parts[2:])
            if folder.is_dir():
                return parts[-1], folder, ".".join(parts[:2])
    return None


def collection_roots(reading: Reading) -> Iterator[Path]:
    """The folders that have a folder for each namespace; those of the main playbook count for all that it imports."""
    for root in (reading.folder / "collections", *reading.roots.collections):
        yield root / "ansible_collections"
        if root.name == "ansible_collections":
            yield root
    yield from reading.plugins.roots


def collection_of(folder: Path) -> str:
    """The collection that a role's folder is in, or nothing."""
    parts = folder.parts
    if len(parts) > 5 and parts[-5] == "ansible_collections" and parts[-2] == "roles":
        return f"{parts[-4]}.{parts[-3]}"
    return ""


def collection_around(folder: Path) -> str:
    """The collection that has a folder of playbooks, or nothing."""
    parts = folder.absolute().parts
    for place in range(len(parts) - 3):
        if parts[place] == "ansible_collections" and parts[place + 3] == "playbooks":
            return f"{parts[place + 1]}.{parts[place + 2]}"
    return ""


def role_file(folder: Path, part: str, name: str | None) -> Path | None:
    """The one file of a part (tasks, handlers, meta) of a role; None where none is named and there is no main."""
    suffixes = (*SUFFIXES, "") if name is None else ("", *SUFFIXES)
    for suffix in suffixes:
        path = folder / part / f"{name or 'main'}{suffix}"
        if path.is_file():
            return path
    return None


def named_file(folder: Path, part: str, name: str | None, position: Position) -> Path | None:
    """As role_file; PlaybookError if a file is named and is not there, or is outside the role."""
    path = role_file(folder, part, name)
    if name is None:
        return path
    if path is None:
        known = sorted(entry.stem for entry in (folder / part).glob("*")) if (folder / part).is_dir() else []
        near = difflib.get_close_matches(name, known, 1)
        raise PlaybookError(f"the role in {folder} has no file {part}/{name}", position,
                            f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}")
    if not path.resolve().is_relative_to((folder / part).resolve()):
        raise PlaybookError(f"{part}/{name} is outside the role in {folder}", position, "name a file of the role")
    return path


def role_variables(folder: Path, part: str, name: str | None, reading: Reading, position: Position) -> Names:
    """The variables of `defaults` or `vars`: of one file, or of all in a folder of that name."""
    base = folder / part / (name or "main")
    if base.is_dir():
        files = list(all_files(base))
    else:
        path = named_file(folder, part, name, position)
        files = [] if path is None else [path]
    merged: dict[str, Any] = {}
    places: dict[str, Position] = {}
    for path in files:
        node = reading.load(path)
        if node is None:
            continue
        if not node.is_mapping:
            raise PlaybookError(f"a role's {part} must be a mapping, not {node.description}", node.position,
                                "write `name: value`")
        merged = overlaid(merged, variables(node))
        places.update(positions(node))
    return Names(merged, where=places.get)


def all_files(folder: Path) -> Iterator[Path]:
    """The files of variables in a folder and those below, by name."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.is_dir():
            yield from all_files(path)
        elif path.suffix in (*SUFFIXES, ""):
            yield path


def role_meta(folder: Path, reading: Reading) -> Node | None:
    """The mapping in meta/main.yml, if there is one."""
    path = role_file(folder, "meta", None)
    node = None if path is None else reading.load(path)
    if node is not None and not node.is_mapping:
        raise PlaybookError(f"a role's meta must be a mapping, not {node.description}", node.position)
    if node is not None:
        check(node, META, {}, "a role's meta")
    return node


def argument_spec(folder: Path, entry: str, reading: Reading) -> Node | None:
    """What meta/argument_specs.yml, or meta/main.yml, says of the arguments of one of a role's files of tasks."""
    for path in (folder / "meta" / f"argument_specs{suffix}" for suffix in SUFFIXES):
        if path.is_file():
            node = reading.load(path)
            break
    else:
        node = role_meta(folder, reading)
    specs = None if node is None else node.get("argument_specs")
    return None if specs is None else specs.get(entry)
