"""Variables of groups that only some environments have: forgotten in the others, or misspelt in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from pushcfg.errors import InputError, Position
from pushcfg.inventory.environments import COMMON, FOLDER, environments
from pushcfg.source import load_optional
from pushcfg.vault import NO_KEYS, Keyring, is_vaulted

SUFFIXES: Final = frozenset({"", ".yml", ".yaml", ".json"})
# How alike two names are that may be one, and how long: below, most are two things with similar names.
ALIKE: Final = 0.85
SHORTEST: Final = 5
# Larger files are data, or were made by a program.
LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Suspect:
    """A variable that `there` set and `missing` do not; `near` is what it may have been meant to be, or empty."""

    name: str
    there: tuple[str, ...]
    missing: tuple[str, ...]
    position: Position
    near: str = ""


class Declared:
    """What one environment's folder says of groups, as far as that can be read without running anything."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self.keyring = keyring
        self.names: dict[str, Position] = {}
        # What is encrypted may hold any name.
        self.opaque = False
        self.words: set[str] = set()
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size <= LARGEST:
                self._read(path, "group_vars" in path.relative_to(folder).parts[:-1])

    def _read(self, path: Path, of_groups: bool) -> None:
        try:
            content = path.read_bytes()
            if of_groups and path.suffix in SUFFIXES:
                node = load_optional(path, [], self.keyring)
                for key, position in (node.key_positions() if node is not None else {}).items():
                    self.names.setdefault(str(key), position)
            elif is_vaulted(content):
                self.opaque = True
            else:
                self.words.update(re.findall(r"[A-Za-z_]\w+", content.decode("utf-8", "replace")))
        except (OSError, InputError):
            # No key for it, or something that whoever reads this environment is told.
            self.opaque = True

    def has(self, name: str) -> bool:
        """Whether the name may be set here, be it for a single host."""
        return name in self.names or name in self.words or self.opaque


def suspects(root: Path, keyring: Keyring = NO_KEYS) -> list[Suspect]:
    """The variables of group_vars that look forgotten or misspelt, by name; no program is run for it."""
    known = {name: Declared(root / FOLDER / name, keyring) for name in environments(root)}
    common = Declared(root / FOLDER / COMMON, keyring)
    found = []
    for name in sorted({name for declared in known.values() for name in declared.names}):
        if common.has(name) or name.startswith("ansible_"):
            continue
        there = tuple(env for env, declared in known.items() if name in declared.names)
        missing = tuple(env for env, declared in known.items() if not declared.has(name))
        near = next(misspelt(name, there, known, common), "")
        if near or missing:
            found.append(Suspect(name, there, missing, known[there[0]].names[name], near))
    return found


def misspelt(name: str, there: tuple[str, ...], known: dict[str, Declared], common: Declared) -> Iterator[str]:
    """What a name that one environment alone has may stand for: something that it does not set, and others do."""
    if len(there) != 1:
        return
    own = known[there[0]]
    others = [declared.names for env, declared in known.items() if env != there[0]]
    candidates = {other for names in (common.names, *others) for other in names} - own.names.keys()
    ranked = sorted(candidates, key=lambda other: (-SequenceMatcher(None, name, other).ratio(), other))
    yield from (other for other in ranked[:1] if looks_like(name, other))


def looks_like(one: str, other: str) -> bool:
    """Whether one name is probably the other with a slip of the finger: numbered names are not."""
    if min(len(one), len(other)) < SHORTEST or re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other):
        return False
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
