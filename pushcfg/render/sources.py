"""The controller's half of modules that send a file of the controller along: script, unarchive, uri, assemble."""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pushcfg import library
from pushcfg.errors import InputError
from pushcfg.render.contents import Contents
from pushcfg.render.files import NOTHING, Sent, copy_values, find

Source = Callable[[dict[str, Any], tuple[Path, ...], Contents], Sent]


def file_of(values: Mapping[str, Any], name: str, folders: tuple[Path, ...], contents: Contents) -> tuple[Any, bool]:
    """What a task carries for a file, and whether it was encrypted; InputError if it is not there or a folder."""
    path = find(os.path.expanduser(name), folders, "files")
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file")
    return contents.of_file(path) if values.get("decrypt", True) else contents.as_written(path)


def script_values(values: dict[str, Any], folders: tuple[Path, ...], contents: Contents) -> Sent:
    """The script itself, its name, and the text of its arguments."""
    text = io.StringIO(values.get("cmd", ""))
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        name = lexer.get_token()
    except ValueError as error:
        raise InputError(f"{error} in: {values['cmd']}") from None
    if not name:
        raise InputError("script needs the path of a script")
    carried, secret = file_of(values, name, folders, contents)
    return Sent({"content": carried, "file_name": Path(name).name, "arguments": text.read().strip()}, secret)


def unarchive_values(values: dict[str, Any], folders: tuple[Path, ...], contents: Contents) -> Sent:
    """The archive, unless it is on the host."""
    src = str(values.get("src", ""))
    if values.get("remote_src") or values.get("copy") is False or not src:
        return NOTHING
    if "://" in src:
        raise InputError("src is a URL, which the host gets itself", hint="add `remote_src: true`")
    carried, secret = file_of(values, src, folders, contents)
    return Sent({"content": carried}, secret)


def uri_values(values: dict[str, Any], folders: tuple[Path, ...], contents: Contents) -> Sent:
    """The file that is the body, or the files of a form."""
    if values.get("remote_src"):
        return NOTHING
    names = [values["src"]] if values.get("src") else []
    body = values.get("body")
    if values.get("body_format") == "form-multipart" and isinstance(body, Mapping):
        names += [field["filename"] for field in body.values()
                  if isinstance(field, Mapping) and field.get("filename") and field.get("content") is None]  # fmt: skip
    found = {name: file_of(values, name, folders, contents) for name in names}
    carried = {name: content for name, (content, _) in found.items()}
    return Sent({"files": carried} if carried else {}, any(secret for _, secret in found.values()))


def assemble_values(values: dict[str, Any], folders: tuple[Path, ...], contents: Contents) -> Sent:
    """The fragments of a folder of the controller as one text."""
    if values.get("remote_src", True):
        return NOTHING
    parts = library.load("files.fragments")
    folder = find(os.path.expanduser(values["src"]), folders, "files")
    if not folder.is_dir():
        raise InputError(f"Source ({folder}) is not a directory")
    pattern = re.compile(values["regexp"]) if values.get("regexp") is not None else None
    read = contents.of_file if values.get("decrypt", True) else contents.as_written
    hidden = values.get("ignore_hidden", False)
    found = [read(path) for path in sorted(folder.iterdir())
             if path.is_file() and parts.is_fragment(path.name, pattern, hidden)]  # fmt: skip
    texts = [contents.bytes_of(content.carried) for content in found]
    whole = parts.assembled(texts, values.get("delimiter"))
    return Sent({"content": contents.of_bytes(whole)}, any(content.secret for content in found))


SOURCES: Mapping[str, Source] = {
    "copy": copy_values, "script": script_values, "unarchive": unarchive_values, "uri": uri_values,
    "assemble": assemble_values,
}  # fmt: skip
