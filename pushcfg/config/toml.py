"""pushcfg.toml: where it is, and what it says, with lines."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from pushcfg.config.settings import SETTINGS
from pushcfg.config.values import from_toml
from pushcfg.errors import Position, SourceError, UsageError
from pushcfg.events import Warned

NAME: Final = "pushcfg.toml"
_WORLD_WRITABLE: Final = 0o002
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def find(folder: Path, warnings: list[Warned]) -> Path | None:
    """The nearest pushcfg.toml, in a folder or above it; one that anybody could have put there is passed over."""
    start = folder.absolute().resolve()
    for place in (start, *start.parents):
        path = place / NAME
        if not path.is_file():
            continue
        if place.stat().st_mode & _WORLD_WRITABLE:
            warnings.append(Warned(f"{path} is not read: anybody can write to its folder"))
            continue
        return path
    return None


def read(path: Path) -> dict[str, tuple[Any, Position]]:
    """The settings of a file by name; SourceError or UsageError with its line for what makes no sense."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(error, path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the file cannot be read: {error}", Position(str(path), 1)) from None
    known = {setting.name: setting for setting in SETTINGS}
    found = {}
    for key, value in data.items():
        position = Position(str(path), line_of(key, text))
        if key not in known:
            raise UsageError(f"there is no setting {key!r}", position, suggestion(key))
        try:
            found[key] = (from_toml(known[key], value, path.parent), position)
        except ValueError as error:
            raise UsageError(f"{key} {error}", position, f"it is: {known[key].help}") from None
    return found


def suggestion(key: str) -> str:
    """What to do about a key that no setting has."""
    names = {setting.name: setting.name for setting in SETTINGS}
    names.update({setting.parameter: setting.name for setting in SETTINGS if setting.option})
    close = difflib.get_close_matches(key, names, 1)
    return f"did you mean {names[close[0]]!r}?" if close else "`pushcfg config` lists the settings"


def line_of(key: str, text: str) -> int:
    """The line in which a key of the topmost table begins."""
    quoted = re.escape(key)
    begins = re.compile(rf"""\s*\[*\s*(?:{quoted}|"{quoted}"|'{quoted}')\s*[=.\]]""")
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        # A line within a text of several lines may look the same, but what stands before it is no document.
        if begins.match(line) and _is_document("".join(lines[:number])):
            return number + 1
    return 1


def _is_document(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _broken(error: tomllib.TOMLDecodeError, path: Path) -> SourceError:
    place = _PLACE.search(str(error))
    line, column = (int(place[1]), int(place[2])) if place is not None and place[1] else (1, 1)
    message = _PLACE.sub("", str(error))
    return SourceError(f"this is not TOML: {message}", Position(str(path), line, column),
                       'write `name = "text"`, `name = 5`, `name = true` or `name = ["a", "b"]`')
