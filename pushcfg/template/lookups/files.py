"""Lookups that look at files of the controller: file, fileglob, filetree, first_found, unvault."""

from __future__ import annotations

import glob
import grp
import os
import pwd
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import is_undefined, kind_of, present
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean


def file(terms: list[Any], context: Context, *, lstrip: Any = False, rstrip: Any = True) -> list[str]:
    """The text of files, without white space at the end."""
    found = []
    for term in terms:
        text = context.text(context.need(str(term), "files"))
        text = text.lstrip() if boolean(lstrip) else text
        found.append(text.rstrip() if boolean(rstrip) else text)
    return found


def unvault(terms: list[Any], context: Context) -> list[str]:
    """The text of files as it is, decrypted if need be."""
    return [context.text(context.need(str(term), "files")) for term in terms]


def fileglob(terms: list[Any], context: Context) -> list[str]:
    """The files, without folders, that match a pattern, of the first folder where any does."""
    found: list[str] = []
    for term in terms:
        if not isinstance(term, str):
            raise TemplateError(f"a pattern must be text, not {kind_of(term)}")
        folder, pattern = os.path.split(term)
        if folder:
            folders = [path for path in (context.find(folder, "files"),) if path is not None]
        else:
            folders = [path for base in context.folders for path in (os.path.join(base, "files"), base)]
        for path in folders:
            matching = [name for name in glob.glob(os.path.join(path, pattern)) if os.path.isfile(name)]
            if matching:
                found.extend(sorted(matching))
                break
    return found


def first_found(
    terms: list[Any], context: Context, *, files: Any = (), paths: Any = (), skip: Any = False
) -> list[str]:
    """The path of the first file that is there."""
    if context.action:
        terms = without_undefined(terms)
        kind = next((word for word in ("template", "var", "file") if word in context.action), "file") + "s"
    else:
        terms, kind = [everything_there(term) for term in terms], ""
    given: dict[str, Any] = {"files": files, "paths": paths, "skip": skip}
    wanted: list[str] = []
    for names, options in searched(terms or split_at(files, ",;"), given):
        wanted.extend(names)
        given = {**given, "skip": options["skip"]}
    for name in wanted:
        path = context.find(name, kind or None)
        if path is not None:
            return [os.path.abspath(path)]
    if boolean(given["skip"]):
        return []
    context.absent()
    raise TemplateError(f"found none of {', '.join(wanted) or 'no names at all'}", None,
                        "create one of them, correct the names, or say skip: true")  # fmt: skip


def searched(terms: Any, given: Mapping[str, Any]) -> Iterator[tuple[list[str], Mapping[str, Any]]]:
    """(names to look for, options in force) of every term; one may be a mapping of files, paths and skip."""
    for term in terms:
        options = given
        if isinstance(term, Mapping):
            unknown = set(term) - set(given)
            if unknown:
                raise TemplateError(f"has no option {', '.join(map(str, sorted(unknown)))}", None,
                                    f"it has {', '.join(given)}")  # fmt: skip
            options = {"files": (), "paths": (), "skip": False, **term}
            files = split_at(options["files"], ",;")
        elif isinstance(term, str):
            files = split_at(term, ",;")
        elif isinstance(term, list | tuple):
            yield from searched(term, given)
            continue
        else:
            raise TemplateError(f"expects text, a mapping or a list, got {kind_of(term)}")
        paths = split_at(options["paths"], ",:;")
        yield ([os.path.join(path, name) for path in paths for name in files] if paths else files), options


def split_at(value: Any, marks: str) -> list[str]:
    """A list of names, or text with names between marks."""
    if isinstance(value, str):
        return re.split(f"[{re.escape(marks)}]", value)
    return [name for part in value or () for name in split_at(str(part), marks)]


def without_undefined(value: Any) -> Any:
    """The value without what is undefined in it, as `with_first_found` has always had it."""
    if isinstance(value, Mapping):
        return {key: without_undefined(part) for key, part in value.items() if not is_undefined(part)}
    if isinstance(value, list | tuple):
        return [without_undefined(part) for part in value if not is_undefined(part)]
    return value


def everything_there(value: Any) -> Any:
    """The value, after a look at all that is in it: nothing may be undefined."""
    if isinstance(value, Mapping):
        return {key: everything_there(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [everything_there(part) for part in value]
    return present(value)


def filetree(terms: list[Any], context: Context, *, exclude: Any = None) -> list[dict[str, Any]]:
    """Every file, folder and link below folders, with what it is; later folders do not repeat earlier names."""
    found: dict[str, dict[str, Any]] = {}
    leave_out = re.compile(exclude) if exclude else None
    for term in terms:
        root = context.find(str(term), "files")
        if root is None or not os.path.isdir(root):
            continue
        for folder, folders, names in os.walk(root):
            for name in [*folders, *names]:
                if leave_out is not None and leave_out.search(name):
                    continue
                path = os.path.relpath(os.path.join(folder, name), root)
                if path not in found:
                    found[path] = described(root, path)
    return list(found.values())


def described(root: str, path: str) -> dict[str, Any]:
    """One entry of filetree."""
    whole = Path(root, path)
    status = whole.lstat()
    kind = "link" if whole.is_symlink() else "directory" if whole.is_dir() else "file"
    told: dict[str, Any] = {"root": root, "path": path, "state": kind}
    told["src"] = os.readlink(whole) if kind == "link" else str(whole)
    return {
        **told, "uid": status.st_uid, "gid": status.st_gid, "owner": name_of(pwd.getpwuid, status.st_uid),
        "group": name_of(grp.getgrgid, status.st_gid), "mode": f"0{stat.S_IMODE(status.st_mode):o}",
        "size": status.st_size, "mtime": status.st_mtime, "ctime": status.st_ctime,
    }  # fmt: skip


def name_of(find: Any, number: int) -> Any:
    """The name of an account or a group; its number where there is none."""
    try:
        return find(number)[0]
    except KeyError:
        return number
