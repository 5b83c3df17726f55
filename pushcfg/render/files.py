"""The controller's half of copy and template: finds src, reads or renders it, and hands over the content."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import AbsentError, InputError
from pushcfg.render.contents import Content, Contents
from pushcfg.template.files import described, header, managed, newlines
from pushcfg.template.scope import Scope
from pushcfg.template.templar import Templar

OPTIONS = ("block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
           "comment_start_string", "comment_end_string", "trim_blocks", "lstrip_blocks")  # fmt: skip


@dataclass(slots=True)
class Sent:
    """What a module is sent beside its arguments; `secret`: a file that it came from was encrypted."""

    values: dict[str, Any]
    secret: bool = False


# Nothing.
NOTHING: Final = Sent({})
# What JSON is made of.
NO_TEXT: Final = (dict, list)


def find(source: str, folders: tuple[Path, ...], kind: str) -> Path:
    """The first path of that name: under `kind` (files, templates) of a folder, or in the folder itself."""
    if os.path.isabs(source):
        candidates = [Path(source)]
    else:
        candidates = [folder / place / source for folder in folders for place in (kind, "")]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    looked = ", ".join(dict.fromkeys(str(candidate) for candidate in candidates))
    raise AbsentError(f"there is no {source!r} on the controller (looked for {looked})")


def copy_values(values: dict[str, Any], folders: tuple[Path, ...], contents: Contents) -> Sent:
    """What copy is sent beside its arguments: the content of src, or the members of a folder."""
    if values.get("remote_src"):
        return NOTHING
    if "content" in values:
        content = values["content"]
        text = json.dumps(content) if isinstance(content, NO_TEXT) else str(content)
        return Sent({"content": contents.of_text(text)})
    if "src" not in values:
        return NOTHING
    source = find(os.path.expanduser(values["src"]), folders, "files")
    read = contents.of_file if values.get("decrypt", True) else contents.as_written
    mode = source.stat().st_mode & 0o7777
    if not source.is_dir():
        content = read(source)
        return Sent({"content": content.carried, "source_mode": mode}, content.secret)
    prefix = "" if values["src"].endswith("/") else source.name
    follow = values.get("local_follow", True)
    members = list(tree(source, prefix, follow, read))
    secret = any(member["content"].secret for member in members if "content" in member)
    carried = [{**member, "content": member["content"].carried} if "content" in member else member
               for member in members]  # fmt: skip
    return Sent({"tree": carried, "source_mode": mode}, secret)


def tree(folder: Path, prefix: str, follow: bool, read: Callable[[Path], Content]) -> Iterator[dict[str, Any]]:
    """The members of a folder: path below dest, kind, mode, and content or target."""
    if prefix:
        yield {"path": prefix, "kind": "directory", "mode": folder.stat().st_mode & 0o7777}
    for entry in sorted(folder.iterdir()):
        path = os.path.join(prefix, entry.name)
        if entry.is_symlink() and not follow:
            yield {"path": path, "kind": "link", "target": os.readlink(entry)}
        elif entry.is_dir():
            yield from tree(entry, path, follow, read)
        else:
            mode = entry.stat().st_mode & 0o7777
            yield {"path": path, "kind": "file", "mode": mode, "content": read(entry)}


def template_values(
    values: Mapping[str, Any], folders: tuple[Path, ...], contents: Contents, templar: Templar, scope: Scope
) -> Sent:
    """What template is sent beside its arguments: the rendered content."""
    source = find(os.path.expanduser(values["src"]), folders, "templates")
    if source.is_dir():
        raise InputError(f"{source} is a folder, not a template")
    kept, secret = contents.of_file(source)
    data = kept.encode("utf-8", "surrogateescape") if isinstance(kept, str) else contents.read(kept["sha256"])
    text = data.decode("utf-8", "surrogateescape")
    if secret:
        contents.keyring.cover(text)
    text, own = header(text)
    given = {name: values[name] for name in OPTIONS if name in values}
    newline = newlines(values.get("newline_sequence", "\n"))
    options = {"trim_blocks": True, "newline_sequence": newline, **given, **own}
    around = tuple(str(folder / place) for folder in (*folders, source.parent) for place in ("templates", ""))
    about = described(source, str(values["src"]), values.get("dest"), managed(scope, templar))
    rendered = templar.file(text, scope.inner(about), around, 2 if own else 1, **options)
    encoding = values.get("output_encoding", "utf-8")
    coded = rendered.encode(encoding, "surrogateescape" if encoding.lower() in ("utf-8", "utf8") else "strict")
    return Sent({"content": contents.of_bytes(coded), "source_mode": source.stat().st_mode & 0o7777}, secret)
