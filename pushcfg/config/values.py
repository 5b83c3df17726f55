"""From what is written for a setting to its value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from pushcfg.config.settings import Kind, Setting

TRUE: Final = frozenset({"y", "yes", "on", "1", "true", "t", "1.0"})
FALSE: Final = frozenset({"n", "no", "off", "0", "false", "f", "0.0"})
LISTS: Final = (Kind.PATHS, Kind.SOURCES, Kind.WORDS)


def from_text(setting: Setting, text: str, folder: Path) -> Any:
    """The value that text stands for; paths count from `folder`. ValueError says what it should be."""
    if setting.kind is Kind.PATHS:
        return tuple(resolved(part, folder) for part in text.split(os.pathsep) if part)
    if setting.kind is Kind.SOURCES:
        return sources(text, folder)
    if setting.kind is Kind.WORDS:
        return tuple(unquoted(part.strip()) for part in text.split(",") if part.strip())
    return one(setting, text, folder)


def from_toml(setting: Setting, value: Any, folder: Path) -> Any:
    """The value that a value of TOML stands for; ValueError says what it should be."""
    if setting.kind in LISTS:
        parts = [value] if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise ValueError(f"must be {setting.kind.value}")
        if setting.kind is Kind.WORDS:
            return tuple(parts)
        # An entry with a comma in it is a list of hosts.
        hosts = setting.kind is Kind.SOURCES
        return tuple(part if hosts and "," in part else resolved(part, folder) for part in parts)
    wanted = {Kind.NUMBER: (int,), Kind.SECONDS: (int, float), Kind.FLAG: (bool,)}.get(setting.kind, (str,))
    if not isinstance(value, wanted) or (isinstance(value, bool) and setting.kind is not Kind.FLAG):
        raise ValueError(f"must be {setting.kind.value}, not {value!r}")
    return one(setting, str(value), folder)


def one(setting: Setting, text: str, folder: Path) -> Any:
    """The value of a setting that is no list."""
    value: Any = text
    if setting.kind is Kind.FLAG:
        value = flag(text)
    elif setting.kind is Kind.PATH:
        value = resolved(text, folder)
    elif setting.kind in (Kind.NUMBER, Kind.SECONDS):
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"must be {setting.kind.value}, not {text!r}") from None
        if setting.kind is Kind.NUMBER:
            if value != int(value):
                raise ValueError(f"must be {setting.kind.value}, not {text!r}")
            value = int(value)
    if setting.least is not None and value < setting.least:
        raise ValueError(f"must be {setting.least} or more, not {text}")
    if setting.choices and value not in setting.choices:
        raise ValueError(f"must be {' or '.join(setting.choices)}, not {text!r}")
    return value


def flag(text: str) -> bool:
    """A boolean in any of the words that Ansible takes for one."""
    word = text.strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise ValueError(f"must be true or false, not {text!r}")


def resolved(text: str, folder: Path) -> str:
    """A path with ~ and variables of the environment replaced, counted from a folder."""
    path = os.path.expanduser(os.path.expandvars(text.strip().replace("{{CWD}}", os.getcwd())))
    if "{{" in path:
        raise ValueError(f"cannot be a template ({text!r}); write the path out")
    return os.path.normpath(folder.absolute() / path)


def sources(text: str, folder: Path) -> tuple[str, ...]:
    """Inventory sources between commas."""
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        # Ansible takes what looks like a list of hosts for paths here, the empty one for the folder itself.
        raise ValueError(f"{text!r} is no list of paths; a list of hosts goes into a file, or after -i")
    return tuple(resolved(part, folder) for part in parts)


def unquoted(text: str) -> str:
    """Text without one pair of quotes around it."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
