"""include_vars: variables of a host from a file, or from all files of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pushcfg.errors import AbsentError, InputError, PlaybookError, Position, placed
from pushcfg.model import Merging
from pushcfg.playbook import Task
from pushcfg.render import Renderer
from pushcfg.render.files import find
from pushcfg.source.merging import deep, overlaid
from pushcfg.template.filters.mappings import merged
from pushcfg.template.scope import MISSING, Scope

EXTENSIONS = ("yaml", "yml", "json")
OF_FOLDER = ("dir", "depth", "files_matching", "ignore_files", "extensions", "ignore_unknown_extensions")


def include_vars(task: Task, renderer: Renderer, scope: Scope, verbosity: int) -> dict[str, Any]:
    """The variables, with their templates as they are, and the files that they come from."""
    given = renderer.arguments(task, scope)
    mixed = [name for name in OF_FOLDER if name in given]
    if "file" in given and mixed:
        place = task.argument_positions.get(mixed[0], task.position)
        raise PlaybookError(f"task {task.label!r}: file and {mixed[0]} do not go together", place, "take one of them")
    try:
        files = list(in_folder(task, given, scope)) if "dir" in given else [of_name(task, renderer, given)]
        layers = [renderer.variable_files.read(path) for path in files]
    except InputError as error:
        if error.position is not None:
            raise
        raise placed(error, f"task {task.label!r}: {error.message}", task.position) from None
    values: dict[str, Any] = {}
    places: dict[str, Position] = {}
    for layer in layers:
        values = overlaid(values, layer.values)
        places.update(layer.positions)
    values = settled(values, {} if given.get("name") else scope)
    if given.get("name"):
        values, places = {str(given["name"]): values}, {str(given["name"]): task.position}
    if given.get("hash_behaviour") == "merge":
        values = merged(existing(values, scope), values, True, "replace")
    result = {"ansible_facts": values, "ansible_included_var_files": [str(path) for path in files]}
    return {"status": "ok", "result": result, "facts": values, "places": places}


def existing(values: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What these variables are before."""
    known = {name: scope.get(name) for name in values}
    return {name: value for name, value in known.items() if value is not MISSING}


def of_name(task: Task, renderer: Renderer, given: Mapping[str, Any]) -> Path:
    """The file, looked for in vars/ and beside the playbook."""
    name = str(given.get("file", "")).rstrip("\n")
    if not name:
        raise PlaybookError("include_vars names no file", task.position, "give it `file` or `dir`")
    return find(os.path.expanduser(name), renderer.folders_of(task), "vars")


def in_folder(task: Task, given: Mapping[str, Any], scope: Scope) -> Iterator[Path]:
    """The files of a folder, level by level and sorted, as far as the arguments choose them."""
    folder = Path(os.path.expanduser(str(given["dir"])))
    role = scope.get("role_path")
    around = Path(task.position.file).absolute().parent
    if isinstance(role, str):
        around = Path(role) if folder.parts[:1] == ("vars",) else Path(role) / "vars"
    folder = around / folder
    if not folder.is_dir():
        raise AbsentError(f"there is no folder {str(folder)!r} on the controller")
    extensions = [str(word) for word in listed(given.get("extensions", EXTENSIONS))]
    wanted = expression(given.get("files_matching") or "")
    ignored = [expression(f"{word}$") for word in listed(given.get("ignore_files") or ())]
    depth = int(given.get("depth") or 0)
    for root, _, names in sorted(os.walk(folder, followlinks=True)):
        if depth and len(Path(root).relative_to(folder).parts) >= depth:
            continue
        for name in sorted(names):
            path = Path(root) / name
            # A role reads this one by itself.
            own = isinstance(role, str) and path == Path(role) / "vars" / "main.yml"
            if own or not wanted.search(name) or any(word.search(name) for word in ignored):
                continue
            if path.suffix[1:] in extensions:
                yield path
            elif not given.get("ignore_unknown_extensions"):
                raise InputError(f"{path} does not end in one of: {', '.join(extensions)}",
                                 hint="name it in ignore_files, or set ignore_unknown_extensions")


def listed(value: Any) -> list[Any]:
    """A list, or the words of a text."""
    return value.split() if isinstance(value, str) else list(value)


def expression(text: Any) -> re.Pattern[str]:
    """A regular expression; InputError if it is none."""
    try:
        return re.compile(str(text))
    except re.error as error:
        raise InputError(f"{text!r} is no regular expression: {error}") from None


def settled(values: dict[str, Any], scope: Scope | Mapping[str, Any]) -> dict[str, Any]:
    """The variables, merged with those of the host where they ask for it: what is brought is there at once."""
    return {name: deep(scope.need(name) if isinstance(scope, Scope) and name in scope else None, value.value,
                       value.position) if isinstance(value, Merging) else value
            for name, value in values.items()}  # fmt: skip
