"""What is to be installed: requirements.yml as ansible-galaxy reads it, and sources named on the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pushcfg.errors import Position, SourceError
from pushcfg.source import Node, load_optional

Kind = Literal["role", "collection"]
Way = Literal["git", "tarball", "folder"]

ROLE_KEYS: Final = ("name", "role", "scm", "src", "version")
COLLECTION_KEYS: Final = ("name", "source", "type", "version")
# Words about Galaxy servers and signatures, which say nothing where there is no server.
OF_GALAXY: Final = ("signatures",)
TARBALL: Final = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
URL: Final = re.compile(r"^(?:git\+)?(?:https?|ssh|git|file)://|^git@|^[\w.-]+@[\w.-]+:")
REMEDY: Final = (
    "pushcfg asks no Galaxy server: give `src` (of a collection `name`) a git address, a tarball or a folder"
)


@dataclass(frozen=True)
class Requirement:
    """One role or collection; `name` is where it goes, if that is said, `version` a branch, tag or commit."""

    kind: Kind
    source: str
    way: Way
    name: str | None = None
    version: str | None = None
    position: Position | None = None


def read_requirements(path: Path) -> list[Requirement]:
    """Those of a file: a list of roles, or a mapping with `roles` and `collections`, with what it includes."""
    node = load_optional(path)
    if node is None:
        return []
    if node.is_sequence:
        return list(entries(node, "role", path.parent))
    if not node.is_mapping:
        raise SourceError(f"requirements must be a list or a mapping, not {node.description}", node.position)
    found: list[Requirement] = []
    for key, value in node.items():
        if key.value not in ("roles", "collections"):
            raise SourceError(f"{key.value!r} is neither roles nor collections", key.position)
        if not value.is_none:
            found += entries(value, "role" if key.value == "roles" else "collection", path.parent)
    return found


def entries(node: Node, kind: Kind, folder: Path) -> Iterator[Requirement]:
    """The entries of a list."""
    if not node.is_sequence:
        raise SourceError(f"{kind}s must be a list, not {node.description}", node.position, "begin each with `- `")
    for entry in node.elements():
        included = entry.get("include") if entry.is_mapping else None
        if included is not None:
            yield from read_requirements(folder / str(included.value))
        elif entry.is_string:
            yield from_text(entry.value, kind, folder, entry.position)
        elif entry.is_mapping:
            yield of_mapping(entry, kind, folder)
        else:
            raise SourceError(f"a {kind} must be text or a mapping, not {entry.description}", entry.position)


def of_mapping(entry: Node, kind: Kind, folder: Path) -> Requirement:
    """An entry with its keys."""
    known = ROLE_KEYS if kind == "role" else COLLECTION_KEYS
    for key, _ in entry.items():
        if key.value not in (*known, *OF_GALAXY):
            raise SourceError(f"{key.value!r} is no key of a {kind}", key.position, f"there are: {', '.join(known)}")
    said = {str(key.value): value for key, value in entry.items()}
    name = said.get("name", said.get("role"))
    source = said.get("src", name) if kind == "role" else name
    if source is None or not source.is_scalar:
        raise SourceError(f"this {kind} does not say where it comes from", entry.position, "add `src:`")
    version = plain(said.get("version"))
    way = plain(said.get("scm")) or {"file": "tarball", "dir": "folder", "git": "git"}.get(str(plain(said.get("type"))))
    if said.get("scm") is not None and way != "git":
        raise SourceError(f"scm {way!r} is not supported", said["scm"].position, "use git")
    if plain(said.get("type")) in ("galaxy", "url") or "source" in said:
        raise SourceError(f"{source.value!r} is to come from a server", entry.position, REMEDY)
    target = plain(name) if kind == "role" and "src" in said else None
    return requirement(kind, str(source.value), target, version, folder, source.position, way)


def plain(node: Node | None) -> str | None:
    """The text of a value, or None."""
    return None if node is None or node.is_none else str(node.value)


def from_text(
    text: str, kind: Kind = "role", folder: Path | None = None, position: Position | None = None
) -> Requirement:
    """`SOURCE[,VERSION[,NAME]]`."""
    source, _, rest = text.partition(",")
    version, _, name = rest.partition(",")
    return requirement(kind, source.strip(), name.strip() or None, version.strip() or None, folder or Path(), position)


def requirement(
    kind: Kind, source: str, name: str | None, version: str | None, folder: Path, position: Position | None,
    way: Any = None,
) -> Requirement:  # fmt: skip
    """A Requirement; SourceError for what only a server could have."""
    if version is not None and (version.startswith("-") or version == "*"):
        if version != "*":
            raise SourceError(f"version {version!r} is no branch, tag or commit", position)
        version = None
    if name is not None and (name in (".", "..") or "/" in name):
        raise SourceError(f"{name!r} is no name for a {kind}", position)
    if source.startswith("git+"):
        source, way = source.removeprefix("git+"), "git"
    local = source.removeprefix("file://") if way != "git" and source.endswith(TARBALL) else source
    path = Path(os.path.normpath(folder / os.path.expanduser(local)))
    if URL.match(local) and local.endswith(TARBALL):
        raise SourceError(f"{shown(source)} is a tarball elsewhere", position,
                          "fetch it and name the file, or name a git address")
    if way == "git" or (way is None and URL.match(local)):
        return Requirement(kind, source if URL.match(source) else str(path.absolute()), "git", name, version, position)
    if way == "folder" or (way is None and path.is_dir() and ("/" in local or local == ".")):
        return Requirement(kind, str(path.absolute()), "folder", name, version, position)
    if way == "tarball" or local.endswith(TARBALL):
        return Requirement(kind, str(path.absolute()), "tarball", name, version, position)
    if "/" in local:
        raise SourceError(f"there is no folder {path}", position, "check the name")
    raise SourceError(f"{source!r} is a name that only a Galaxy server knows", position, REMEDY)


def shown(source: str) -> str:
    """An address without the password that may be in it."""
    return re.sub(r"//[^/@]*@", "//", source)
