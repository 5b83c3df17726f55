"""The lookup passwordstore: entries of `pass` and `gopass`, read by the program itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean
from pushcfg.template.lookups.stores.answers import data_in, printed

BACKENDS: Final = ("pass", "gopass")
# What is done about an entry, or a key in it, that is not there.
MISSING: Final = ("error", "warn", "empty")
# These change the store, which a check must not, and which two hosts at once should not.
WRITING: Final = ("create", "overwrite")
# They say how a password is made, kept or locked; where nothing is written they mean nothing.
ABOUT_WRITING: Final = frozenset({"length", "nosymbols", "userpass", "backup", "timestamp", "preserve", "umask", "lock",
                                  "locktimeout"})  # fmt: skip
READING: Final[Mapping[str, Any]] = {
    "subkey": "password", "returnall": False, "directory": None, "backend": "pass", "missing": "error",
    "missing_subkey": "empty",
}  # fmt: skip


def passwordstore(terms: list[Any], context: Context, **options: Any) -> list[Any]:
    """The first line of entries, or a key in their other lines (subkey), or all (returnall)."""
    found = []
    for term in terms:
        words = str(term).split()
        if not words:
            raise TemplateError("needs the name of an entry")
        pairs = [word.partition("=") for word in words[1:]]
        given = settled({**options, **{name: value for name, _, value in pairs}}, context)
        found.append(value_of(words[0], given, context))
    return found


def settled(options: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """All options for reading; TemplateError for those that there are not, and for those that write."""
    given = {**READING, "directory": context.setting(None, "passwordstore", "PASSWORD_STORE_DIR")}
    for name, value in options.items():
        if (name in WRITING and boolean(value)) or (name == "missing" and value == "create"):
            raise TemplateError(f"{name}={value} is not supported: it would write to the store", None,
                                "make the entry before, with `pass generate` or `pass insert`")  # fmt: skip
        if name not in READING and name not in ABOUT_WRITING and name not in WRITING:
            raise TemplateError(f"has no option {name!r}", None, f"it has {', '.join(READING)}")
        given[name] = value
    for name, choices in (("backend", BACKENDS), ("missing", MISSING), ("missing_subkey", MISSING)):
        if given[name] not in choices:
            raise TemplateError(f"{name} must be one of {', '.join(choices)}, not {given[name]!r}")
    return given


def value_of(entry: str, given: Mapping[str, Any], context: Context) -> Any:
    """What is asked for of one entry."""
    text = shown(entry, given, context)
    if text is None:
        return unfound(f"the password store has no entry {entry!r}", given["missing"], context)
    lines = text.splitlines()
    if boolean(given["returnall"]):
        return context.secret("\n".join(lines))
    if given["subkey"] == "password":
        return context.secret(lines[0] if lines else "")
    keys = keys_of(lines[1:])
    if given["subkey"] not in keys:
        told = f"the entry {entry!r} of the password store has no key {given['subkey']!r}"
        return unfound(told, given["missing_subkey"], context)
    return context.secret(keys[given["subkey"]])


def unfound(told: str, what: str, context: Context) -> None:
    """Nothing, with a warning or an error if that is wanted."""
    if what == "error":
        raise TemplateError(told, None, "`pass ls` shows what there is")
    if what == "warn":
        context.surroundings.warn(told)


def shown(entry: str, given: Mapping[str, Any], context: Context) -> str | None:
    """What the program prints for an entry; None where there is none."""
    folder = None if given["directory"] is None else Path(os.path.expanduser(str(given["directory"])))
    environment = {"LC_ALL": "C"}
    context.outside()
    if given["backend"] == "gopass":
        environment["GOPASS_NO_REMINDER"] = "YES"
    else:
        folder = folder if folder is not None else Path("~/.password-store").expanduser()
        if not folder.is_dir():
            raise TemplateError(f"there is no password store in {folder}", None,
                                "name its folder with directory, or in PASSWORD_STORE_DIR")  # fmt: skip
        environment["PASSWORD_STORE_DIR"] = str(folder)
        # For a folder in the store, the program lists what is in it.
        if not Path(folder, f"{entry}.gpg").is_file():
            return None
    words = [given["backend"], "show", entry]
    try:
        return printed(context, words, " ".join(words), environment).decode("utf-8", "surrogateescape")
    except TemplateError as error:
        if "not in the password store" in error.message or "not found" in error.message:
            return None
        raise


def keys_of(lines: list[str]) -> dict[str, Any]:
    """The keys that an entry has below its password: as YAML, else line by line."""
    found = data_in("\n".join(lines))
    if isinstance(found, dict):
        return found
    pairs = [line.partition(":") for line in lines]
    return {name.strip(): value.strip() for name, mark, value in pairs if mark}
