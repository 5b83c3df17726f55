"""Puts roles and collections in their places: all of them, or none."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pushcfg.errors import SourceError
from pushcfg.installing.requirements import Requirement, requirement, shown
from pushcfg.installing.sources import bring
from pushcfg.source import Node, load_optional

# Where ansible-galaxy notes what it has installed, so that either program knows the other's roles.
NOTE: Final = "meta/.galaxy_install_info"
PARTS: Final = ("tasks", "handlers", "defaults", "vars", "meta", "files", "templates")


@dataclass(frozen=True)
class Done:
    """What has become of one requirement."""

    what: Literal["installed", "replaced", "kept"]
    kind: str
    name: str
    place: Path
    version: str
    source: str


@dataclass(frozen=True)
class Staged:
    """A requirement whose tree has been brought, and where that goes."""

    wanted: Requirement
    tree: Path
    name: str
    place: Path
    version: str


def install(wanted: Sequence[Requirement], roles: Path, collections: Path, force: bool) -> list[Done]:
    """Install what is not there yet, and with `force` what is; roles that these depend on, too, if they say where from.

    Everything is brought before the first is put in its place, so that an error leaves all as it was.
    """
    stages: dict[str, tempfile.TemporaryDirectory[str]] = {}
    try:
        for kind, root in (("role", roles), ("collection", collections / "ansible_collections")):
            if any(each.kind == kind for each in wanted):
                root.mkdir(parents=True, exist_ok=True)
                stages[kind] = tempfile.TemporaryDirectory(dir=root, prefix=".pushcfg-")
        done: list[Done] = []
        staged: dict[Path, Staged] = {}
        open_ = list(wanted)
        while open_:
            each = open_.pop(0)
            kept = there(each, roles, force)
            if kept is not None:
                done.append(kept)
                continue
            found = stage(each, Path(stages[each.kind].name), roles, collections)
            if found.place in staged:
                continue
            staged[found.place] = found
            open_ += dependencies(found) if each.kind == "role" else ()
        done += [put(found, force) for found in list(staged.values())]
        return done
    except OSError as error:
        raise SourceError(f"cannot install into {error.filename or roles}: {error.strerror or error}") from None
    finally:
        for stage_ in stages.values():
            stage_.cleanup()


def there(wanted: Requirement, roles: Path, force: bool) -> Done | None:
    """A role that is there already and stays; SourceError if it is another version than what is asked for."""
    name = wanted.name or name_of(wanted.source)
    place = roles / name
    if wanted.kind != "role" or force or not place.is_dir():
        return None
    version = noted(place)
    if wanted.version is not None and version not in (None, wanted.version):
        raise SourceError(f"the role {name} in {place} has the version {version}, not {wanted.version}",
                          wanted.position, "--force replaces it")
    return Done("kept", "role", name, place, version or "", shown(wanted.source))


def stage(wanted: Requirement, folder: Path, roles: Path, collections: Path) -> Staged:
    """Bring a tree, and look whether it is what it should be."""
    tree = Path(tempfile.mkdtemp(dir=folder))
    commit = bring(wanted, tree)
    if wanted.kind == "collection":
        name = collection_name(wanted, tree)
        return Staged(wanted, tree, name, collections / "ansible_collections" / Path(*name.split(".")), commit)
    if not any((tree / part).is_dir() for part in PARTS):
        raise SourceError(f"{shown(wanted.source)} is no role: it has none of {', '.join(PARTS)}", wanted.position,
                          "a collection stands under `collections:`" if (tree / "galaxy.yml").is_file() else "")
    name = wanted.name or name_of(wanted.source)
    return Staged(wanted, tree, name, roles / name, wanted.version or commit)


def put(found: Staged, force: bool) -> Done:
    """Put a tree in its place; what was there is away only when the new one is whole."""
    source = shown(found.wanted.source)
    if found.wanted.kind == "role":
        note(found)
    old = None
    if found.place.exists():
        if found.wanted.kind == "collection" and not force:
            return Done("kept", "collection", found.name, found.place, "", source)
        if found.wanted.kind == "role" and noted(found.place) is None:
            raise SourceError(f"{found.place} was not installed, so it is not replaced", found.wanted.position,
                              "move it away, or install under another name")
        old = found.place.rename(found.tree.with_name(found.tree.name + ".old"))
    found.place.parent.mkdir(parents=True, exist_ok=True)
    found.tree.chmod(0o755)
    found.tree.rename(found.place)
    if old is not None:
        shutil.rmtree(old)
    return Done("replaced" if old is not None else "installed", found.wanted.kind, found.name, found.place,
                found.version, source)  # fmt: skip


def dependencies(found: Staged) -> Iterator[Requirement]:
    """The roles that a role depends on and says where to get."""
    for name in ("requirements.yml", "main.yml"):
        path = found.tree / "meta" / name
        node = load_optional(path) if path.is_file() else None
        listed = node.get("dependencies") if node is not None and node.is_mapping else node
        for entry in listed.elements() if listed is not None and listed.is_sequence else ():
            if entry.is_mapping and (source := entry.get("src")) is not None:
                said = [text(entry, word) for word in ("name", "version", "scm")]
                yield requirement("role", str(source.value), said[0], said[1], path.parent, source.position, said[2])


def text(entry: Node, name: str) -> str | None:
    """The text of a key, or None."""
    value = entry.get(name)
    return None if value is None or value.is_none else str(value.value)


def name_of(source: str) -> str:
    """The name of a role that says none: the last part of where it comes from."""
    last = source.rstrip("/").replace(":", "/").rpartition("/")[2]
    for suffix in (".git", ".tgz", ".tar", ".gz", ".bz2", ".xz", ".tar"):
        last = last.removesuffix(suffix)
    return last


def collection_name(wanted: Requirement, tree: Path) -> str:
    """What galaxy.yml, or MANIFEST.json of a tarball, says."""
    told, manifest = tree / "galaxy.yml", tree / "MANIFEST.json"
    said: dict[str, object] = {}
    if told.is_file():
        said = (load_optional(told) or Node("mapping", (), wanted.position)).plain()  # type: ignore[arg-type]  # nothing reads the place
    elif manifest.is_file():
        said = json.loads(manifest.read_text(encoding="utf-8")).get("collection_info", {})
    parts = [str(said.get(word) or "") for word in ("namespace", "name")]
    if not all(part.isidentifier() for part in parts):
        raise SourceError(f"{shown(wanted.source)} is no collection: it has no galaxy.yml with namespace and name",
                          wanted.position, "a role stands under `roles:`")
    return ".".join(parts)


def note(found: Staged) -> None:
    """Write down which version this is."""
    path = found.tree / NOTE
    path.parent.mkdir(exist_ok=True)
    when = datetime.now(UTC).strftime("%a %d %b %Y %I:%M:%S %p")
    path.write_text(f"install_date: {json.dumps(when)}\nversion: {json.dumps(found.version)}\n", encoding="utf-8")


def noted(place: Path) -> str | None:
    """The version of a role that was installed; None for one that was not."""
    path = place / NOTE
    node = load_optional(path) if path.is_file() else None
    version = node.get("version") if node is not None and node.is_mapping else None
    return None if not path.is_file() else "" if version is None or version.is_none else str(version.value)
