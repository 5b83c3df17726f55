"""A comparison of two environments as text, and as data for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pushcfg.environments.differences import GROUP, Comparison, Difference, Keys, Side
from pushcfg.environments.suspects import Suspect
from pushcfg.errors import Position
from pushcfg.showing import flat, hidden, plain

# How many names of hosts a line shows.
SHOWN = 4


def as_text(comparison: Comparison, names: tuple[str, str]) -> str:
    """What differs, group by group and host by host, with the value and the place on each side."""
    lines: list[str] = []
    owner = None
    for difference in comparison.differences:
        if (difference.kind, difference.owner) != owner:
            owner = (difference.kind, difference.owner)
            lines += [*([""] if lines else []), f"{difference.kind} {difference.owner}"]
        lines += of_difference(difference, names)
    lines += [""] if lines else []
    for kind, only in (("groups", comparison.groups), ("hosts", comparison.hosts)):
        for name, members in zip(names, only, strict=True):
            if members:
                lines.append(f"{kind} only in {name}: {several(members)}")
    lines.append(summary(comparison))
    return "".join(f"{line}\n" for line in lines)


def of_difference(difference: Difference, names: tuple[str, str]) -> Iterator[str]:
    """One difference: the variable, and below it a line for each side."""
    yield f"  {path(difference.name, difference.keys)}"
    sides = (difference.left, difference.right)
    values = [value_of(difference, side) for side in sides]
    first, second = max(map(len, names)), max(map(len, values))
    for name, side, value in zip(names, sides, values, strict=True):
        place = "" if side is None else where(side)
        # A long value has its place on the next line, so that both can be read.
        if second > 50 and place:
            yield f"    {name:{first}}  {value}"
            yield f"    {'':{first}}  {place}"
        else:
            yield f"    {name:{first}}  {value:{second}}  {place}".rstrip()


def value_of(difference: Difference, side: Side | None) -> str:
    """The value on one side, with secrets masked."""
    return "(not set)" if side is None else flat(masked(difference, side))


def masked(difference: Difference, side: Side) -> Any:
    """A value without secrets: any name on the way to it may say that it is one."""
    value = side.value
    for name in (*difference.keys, difference.name):
        value = hidden(name, value)
    return value


def path(name: str, keys: Keys) -> str:
    """A variable and the keys in it, as an expression would have them."""
    parts = [f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]" for key in keys]
    return name + "".join(parts)


def where(side: Side) -> str:
    """The file and line of a value, or the name of its source."""
    return side.source if side.position is None else f"{side.position.file}:{side.position.line}"


def several(members: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = f" and {len(members) - SHOWN} more" if len(members) > SHOWN else ""
    return ", ".join(members[:SHOWN]) + more


def summary(comparison: Comparison) -> str:
    """How much differs, in one line."""
    if not comparison.differences:
        return "no variable differs"
    owners = {(known.kind, known.owner) for known in comparison.differences}
    groups = sum(kind == GROUP for kind, _ in owners)
    count = len({(known.kind, known.owner, known.name) for known in comparison.differences})
    parts = [counted(number, word) for number, word in ((groups, "group"), (len(owners) - groups, "host")) if number]
    return f"{counted(count, 'variable')} {'differs' if count == 1 else 'differ'}, in {' and '.join(parts)}"


def counted(number: int, word: str) -> str:
    """A number of things."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def told(suspect: Suspect) -> str:
    """A suspect as a warning."""
    missing = f", not in {', '.join(suspect.missing)}" if suspect.missing else " alone"
    near = f"; did you mean {suspect.near!r}?" if suspect.near else ""
    return f"{suspect.name!r} is set in {', '.join(suspect.there)}{missing}{near}"


def in_short(suspected: Sequence[Suspect], name: str) -> str:
    """One line about all suspects that concern an environment; empty if there are none."""
    found = [suspect for suspect in suspected if name in (*suspect.there, *suspect.missing)]
    if not found:
        return ""
    parts = [suspect.name + (f" ({suspect.near}?)" if suspect.near else "") for suspect in found]
    return f"only some environments set {several(parts)}; `pushcfg env diff` shows where"


def as_data(comparison: Comparison, names: tuple[str, str], suspected: Sequence[Suspect]) -> dict[str, Any]:
    """For --json."""
    return {
        "environments": list(names),
        "differences": [
            {
                "kind": difference.kind, "owner": difference.owner, "variable": difference.name,
                "keys": [str(key) for key in difference.keys],
                **{name: of_side(difference, side)
                   for name, side in zip(("left", "right"), (difference.left, difference.right), strict=True)},
            }
            for difference in comparison.differences
        ],
        "only": {
            name: {"groups": list(comparison.groups[place]), "hosts": list(comparison.hosts[place])}
            for place, name in enumerate(("left", "right"))
        },
        "warnings": [
            {"message": told(suspect), "variable": suspect.name, "set_in": list(suspect.there),
             "missing_in": list(suspect.missing), "near": suspect.near or None, **of_position(suspect.position)}
            for suspect in suspected
        ],
    }  # fmt: skip


def of_side(difference: Difference, side: Side | None) -> dict[str, Any] | None:
    """One side of a difference; None where it is not set."""
    if side is None:
        return None
    return {"value": plain(masked(difference, side)), "source": side.source, **of_position(side.position)}


def of_position(position: Position | None) -> dict[str, Any]:
    """A place, or that there is none."""
    return {"file": None, "line": None} if position is None else {"file": position.file, "line": position.line}
