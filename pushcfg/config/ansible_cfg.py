"""ansible.cfg: where it is, and what it says, with lines."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pushcfg.config.settings import SETTINGS
from pushcfg.config.values import from_text, unquoted
from pushcfg.errors import Position, SourceError, UsageError
from pushcfg.events import Warned

NAME: Final = "ansible.cfg"
SYSTEM: Final = Path("/etc/ansible/ansible.cfg")
_WORLD_WRITABLE: Final = 0o002
_SECTION: Final = re.compile(r"\[([^\]]+)\]")
_KEY: Final = re.compile(r"([^\s=:#;\[][^=:]*?)\s*[=:]")

# By section and key: the text, and where it stands.
Entries = dict[tuple[str, str], tuple[str, Position]]


def find(environ: Mapping[str, str], warnings: list[Warned]) -> Path | None:
    """The ansible.cfg that Ansible would read: ANSIBLE_CONFIG, ./ansible.cfg, ~/.ansible.cfg or the system's."""
    named = environ.get("ANSIBLE_CONFIG")
    places = []
    if named is not None:
        path = Path(os.path.expanduser(os.path.expandvars(named))).absolute()
        path = path / NAME if path.is_dir() else path
        if not path.is_file():
            warnings.append(Warned(f"ANSIBLE_CONFIG names {named}, which does not exist"))
        places.append(path)
    here = Path.cwd()
    home = Path(os.path.expanduser("~/.ansible.cfg"))
    public = bool(here.stat().st_mode & _WORLD_WRITABLE)
    chosen = next((path for path in (*places, *(() if public else (here / NAME,)), home, SYSTEM)
                   if path.is_file() and os.access(path, os.R_OK)), None)  # fmt: skip
    if public and (here / NAME).is_file() and chosen not in places:
        warnings.append(Warned(f"{here / NAME} is not read, as by Ansible: anybody can write to its folder; "
                               "take that right away, or name the file in ANSIBLE_CONFIG"))  # fmt: skip
    return chosen


def read(path: Path) -> Entries:
    """Every key of every section; SourceError with its line where the file is broken."""
    parser = configparser.ConfigParser(inline_comment_prefixes=(";",), interpolation=None)
    try:
        text = path.read_text(encoding="utf-8")
        parser.read_string(text)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the file cannot be read: {error}", Position(str(path), 1)) from None
    except configparser.Error as error:
        raise _broken(error, path) from None
    lines = _lines(text)
    return {
        (section, key): (value, Position(str(path), lines.get((section, key), 1)))
        for section in parser.sections()
        for key, value in parser.items(section)
    }


def settings_of(entries: Entries) -> dict[str, tuple[Any, Position]]:
    """The settings among them by name; UsageError with its line for a value that makes no sense."""
    found = {}
    for setting in SETTINGS:
        for place in setting.ini:
            if place not in entries:
                continue
            text, position = entries[place]
            if text.strip() == "" and place != ("privilege_escalation", "become_user"):
                continue
            try:
                found[setting.name] = (from_text(setting, unquoted(text), Path(position.file).parent), position)
            except ValueError as error:
                raise UsageError(f"{place[1]} {error}", position, f"it is: {setting.help}") from None
    return found


def _lines(text: str) -> dict[tuple[str, str], int]:
    """The line of each key; lines that go on with a value are indented."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _SECTION.match(line.strip()), _KEY.match(line)
        if header is not None:
            section = header[1]
        elif key is not None:
            found.setdefault((section, key[1].lower()), number)
    # What stands in [DEFAULT] counts in every section.
    return {**{(part, key): line for (top, key), line in found.items() if top == configparser.DEFAULTSECT
               for part, _ in found}, **found}  # fmt: skip


def _broken(error: configparser.Error, path: Path) -> SourceError:
    line = getattr(error, "lineno", None) or next(iter(getattr(error, "errors", [])), (1,))[0]
    message = {
        configparser.MissingSectionHeaderError: "this stands in no section",
        configparser.DuplicateSectionError: f"the section {getattr(error, 'section', '')!r} stands here twice",
        configparser.DuplicateOptionError: f"{getattr(error, 'option', '')!r} is set twice in this section",
    }.get(type(error), "this is no setting")
    return SourceError(message, Position(str(path), int(line)),
                       "write [section] lines, and below them `name = value`")
