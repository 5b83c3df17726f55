"""Lookups that read one value out of a file with many: csvfile, ini."""

from __future__ import annotations

import configparser
import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from pushcfg import library
from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean


def csvfile(
    terms: list[Any], context: Context, *, file: Any = "ansible.csv", delimiter: Any = "TAB", encoding: Any = "utf-8",
    default: Any = None, col: Any = 1, keycol: Any = 0,
) -> list[Any]:  # fmt: skip
    """A column of the first row that has the key."""
    given = {"file": file, "delimiter": delimiter, "encoding": encoding, "default": default, "col": col,
             "keycol": keycol}  # fmt: skip
    if not terms:
        raise TemplateError("needs a key to look for")
    found = []
    for term in terms:
        key, own = library.load("core.free_form").split_free_form(str(term))
        if not key:
            raise TemplateError("needs a key to look for", None, f"{term!r} has options only")
        given = {**given, **known(own, given)}
        mark = "\t" if given["delimiter"] in ("TAB", "\\t") else str(given["delimiter"])
        text = context.text(context.need(str(given["file"]), "files"), str(given["encoding"]))
        value = cell(text, mark, key, int(given["keycol"]), int(given["col"]), given["default"])
        if value is not None:
            found.extend(value if isinstance(value, list) else [value])
    return found


def cell(text: str, delimiter: str, key: str, key_column: int, column: int, default: Any) -> Any:
    """The cell in a column of the row that has the key in its key column."""
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if row and row[key_column] == key:
                return row[column]
    except IndexError:
        raise TemplateError(f"the row of {key!r} has too few columns") from None
    except (csv.Error, TypeError) as error:
        raise TemplateError(f"cannot be read: {error}") from None
    return default


def ini(
    terms: list[Any], context: Context, *, file: Any = "ansible.ini", section: Any = "global", type: Any = "ini",  # noqa: A002
    re: Any = False, encoding: Any = "utf-8", default: Any = "", case_sensitive: Any = False,
    allow_no_value: Any = None, allow_none: Any = None, interpolation: Any = True,
) -> list[Any]:  # fmt: skip
    """The value of a key in a section, or of all keys that match a regular expression."""
    given = {
        "file": file, "section": section, "type": type, "re": re, "encoding": encoding, "default": default,
        "case_sensitive": case_sensitive, "interpolation": interpolation,
        "allow_no_value": allow_no_value if allow_no_value is not None else allow_none,
    }  # fmt: skip
    found: list[Any] = []
    for term in terms:
        key, own = inline(str(term), given)
        given = {**given, **own}
        value = value_of(key, given, context)
        if value is not None:
            found.extend(value if isinstance(value, list) else [value])
    return found


def inline(term: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The key, and the options written behind it: `key section=main file=x.ini`; values may have spaces."""
    parts: list[tuple[str | None, str]] = []
    for word in term.split():
        name, mark, value = word.partition("=")
        if mark:
            parts.append((name, value))
        elif not parts:
            parts.append((None, word))
        else:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {word}")
    keys = [value for name, value in parts if name is None]
    if not keys:
        raise TemplateError(f"{term!r} has no key to look for", None, "write the key first")
    return keys[0], known({name: value for name, value in parts if name is not None}, given)


def known(own: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The options within a term; TemplateError for one that does not exist."""
    for name in own:
        if name not in given:
            raise TemplateError(f"{name!r} is not a valid option", None, f"it has {', '.join(given)}")
    return dict(own)


def value_of(key: str, given: Mapping[str, Any], context: Context) -> Any:
    """One value, or a list of them for a regular expression."""
    parser = configparser.ConfigParser(
        allow_no_value=boolean(given["allow_no_value"] or False),
        interpolation=configparser.BasicInterpolation() if boolean(given["interpolation"]) else None,
    )
    if boolean(given["case_sensitive"]):
        parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    section = str(given["section"])
    text = context.text(context.need(str(given["file"]), "files"), str(given["encoding"]))
    if given["type"] == "properties":
        section, text = "java_properties", f"[java_properties]\n{text}"
    elif given["type"] != "ini":
        raise TemplateError(f"type must be ini or properties, not {given['type']!r}")
    try:
        parser.read_string(text)
        if boolean(given["re"]):
            return [value for name, value in parser.items(section) if re.match(key, name)]
        return parser.get(section, key)
    except configparser.NoOptionError:
        return given["default"]
    except configparser.NoSectionError:
        raise TemplateError(f"{given['file']} has no section {section!r}") from None
    except configparser.Error as error:
        raise TemplateError(f"{given['file']} cannot be read: {error.message.splitlines()[0]}") from None
    except re.error as error:
        raise TemplateError(f"{key!r} is no regular expression: {error}") from None
