"""Host patterns, as `hosts:` and `--limit` use them."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol

from pushcfg.errors import InventoryError
from pushcfg.inventory.reading.addresses import split_port
from pushcfg.source import read_text

_WORDS: Final = re.compile(r"(?:[^\s:\[\]]|\[[^\]]*\])+")
_SUBSCRIPT: Final = re.compile(r"(.+)\[(?:(-?[0-9]{1,9})|([0-9]{1,9})[:-]([0-9]{0,9}))\]")
_SPECIAL: Final = frozenset(".?*[")


class Roster(Protocol):
    """The hosts and groups that patterns choose from."""

    @property
    def host_names(self) -> Collection[str]:
        """All hosts, in the order in which they were declared."""

    @property
    def all_group_names(self) -> Collection[str]:
        """All groups, in the order in which they were declared."""

    def hosts_of(self, group: str) -> Sequence[str]:
        """The hosts of a group and of its children."""

    def local_name(self, name: str) -> str | None:
        """The host that a name for this machine stands for, or None where it is no such name."""


def split(pattern: str | Iterable[str]) -> list[str]:
    """The terms of a pattern: at commas, or else at colons that belong to no range and no IPv6 address."""
    if not isinstance(pattern, str):
        return [term for part in pattern for term in split(part)]
    if "," in pattern:
        terms = pattern.split(",")
    elif split_port(pattern) is not None:
        terms = [pattern]
    else:
        terms = _WORDS.findall(pattern)
    return [term.strip() for term in terms if term.strip()]


def with_files(terms: Iterable[str]) -> list[str]:
    """The terms of a limit, with the lines of a file in the place of each `@file`."""
    result: list[str] = []
    for term in terms:
        if term.startswith("@"):
            lines = read_text(Path(term[1:]).expanduser()).splitlines()
            result.extend(line.strip() for line in lines if line.strip())
        else:
            result.append(term)
    return result


def evaluate(terms: Sequence[str], roster: Roster) -> tuple[list[str], list[str]]:
    """The hosts that the terms choose together, and the terms that match neither a host nor a group.

    Unions come first, then intersections, then exclusions, wherever in the pattern they stand.
    """
    if not terms:
        # To Ansible this means all hosts, which is the last thing that an empty file of hosts should mean.
        raise InventoryError("a host pattern is empty", None, "name hosts or groups, or `all`")
    unions = [term for term in terms if term[0] not in "&!"]
    intersections = [term for term in terms if term[0] == "&"]
    exclusions = [term for term in terms if term[0] == "!"]
    chosen: dict[str, None] = {}
    unknown: list[str] = []
    for term in [*(unions or ["all"]), *intersections, *exclusions]:
        if term in roster.host_names:
            chosen[term] = None
            continue
        expression = term[1:] if term[0] in "&!" else term
        if not expression:
            raise InventoryError(f"{term!r} in a host pattern names nothing", None, f"name what it is about: {term}web")
        matched = dict.fromkeys(_match(expression, roster, unknown))
        if term[0] == "&":
            chosen = {name: None for name in chosen if name in matched}
        elif term[0] == "!":
            chosen = {name: None for name in chosen if name not in matched}
        else:
            chosen.update(matched)
    return list(chosen), unknown


def _match(term: str, roster: Roster, unknown: list[str]) -> list[str]:
    subscript = None if term.startswith("~") else _SUBSCRIPT.fullmatch(term)
    expression = subscript.group(1) if subscript is not None else term
    hosts, known = _enumerate(expression, roster)
    if not known and expression != "all":
        unknown.append(term)
    return hosts if subscript is None or not hosts else _slice(hosts, subscript, term)


def _enumerate(expression: str, roster: Roster) -> tuple[list[str], bool]:
    """The hosts that a term without subscript matches, and whether it matches any host or group."""
    matcher = _compile(expression)
    groups = [name for name in roster.all_group_names if matcher.match(name)]
    hosts = [host for group in groups for host in roster.hosts_of(group)]
    if not groups or expression.startswith("~") or not _SPECIAL.isdisjoint(expression):
        hosts.extend(name for name in roster.host_names if matcher.match(name))
    if not hosts:
        local = roster.local_name(expression)
        if local is not None:
            hosts.append(local)
    return hosts, bool(hosts or groups)


def _compile(expression: str) -> re.Pattern[str]:
    text = expression[1:] if expression.startswith("~") else fnmatch.translate(expression)
    try:
        return re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        message = f"the host pattern {expression!r} is no regular expression: {error}"
        raise InventoryError(message, None, "correct what follows the ~") from error


def _slice(hosts: list[str], subscript: re.Match[str], term: str) -> list[str]:
    """Hosts by their place: one, or from first to last inclusive."""
    _, single, first, last = subscript.groups()
    if single is None:
        # As in Ansible, a last place of 0 counts as none given but the first place.
        if last is None or int(last or -1) != 0:
            return hosts[int(first) : int(last) + 1] if last else hosts[int(first) :]
        single = first
    try:
        return [hosts[int(single)]]
    except IndexError as error:
        raise InventoryError(
            f"the host pattern {term!r} asks for a place beyond its {len(hosts)} hosts",
            None,
            f"the places are 0 to {len(hosts) - 1}",
        ) from error
