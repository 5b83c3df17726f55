"""Filters on numbers: powers, and sizes for people."""

from __future__ import annotations

import math
import re
from typing import Any

from pushcfg.errors import TemplateError

UNITS = {letter: 1 << 10 * power for power, letter in enumerate("BKMGTPEZY")}
LONG_NAMES = {
    "B": "", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "Z": "zeta", "Y": "yotta",
}  # fmt: skip


def logarithm(number: Any, base: Any = math.e) -> float:
    """The logarithm."""
    try:
        return math.log10(number) if base == 10 else math.log(number, base)
    except TypeError:
        raise TemplateError("log() can only be used on numbers") from None


def power(number: Any, exponent: Any) -> float:
    """The power."""
    try:
        return math.pow(number, exponent)
    except TypeError:
        raise TemplateError("pow() can only be used on numbers") from None


def root(number: Any, base: Any = 2) -> float:
    """The root."""
    try:
        return math.sqrt(number) if base == 2 else math.pow(number, 1.0 / float(base))
    except (ValueError, TypeError):
        raise TemplateError("root() can only be used on numbers") from None


def human_readable(size: Any, isbits: Any = False, unit: Any = None) -> str:
    """A size in the largest unit that fits, or in the one that is asked for."""
    try:
        if unit is None:
            letter = next((name for name in reversed(UNITS) if size >= UNITS[name]), "B")
        else:
            letter = unit.upper() if unit.upper() in UNITS else "B"
        name = ("bits" if isbits else "Bytes") if letter == "B" else letter + ("b" if isbits else "B")
        return f"{size / UNITS[letter]:.2f} {name}"
    except TypeError:
        raise TemplateError("human_readable() failed on bad input") from None
    except AttributeError:
        raise TemplateError("human_readable() can't interpret the input") from None


def human_to_bytes(size: Any, default_unit: Any = None, isbits: Any = False) -> int:
    """The bytes (or bits) of a size with a unit."""
    found = re.search(r"^([0-9]*\.?[0-9]+)(?:\s*([A-Za-z]+))?\s*$", str(size))
    if found is None:
        raise TemplateError(f"human_to_bytes() can't interpret following string: {size}")
    number, unit = float(found.group(1)), found.group(2) or default_unit
    if unit is None:
        return round(number)
    letter = str(unit)[:1].upper()
    short, long = ("b", "bit") if isbits else ("B", "byte")
    names = (short, long) if letter == "B" else (letter + short, LONG_NAMES.get(letter, "") + long)
    if letter not in UNITS or (len(unit) > 1 and unit != names[0] and unit.lower() != names[1]):
        expected = f"expect {short} or {long}" if letter == "B" else f"expect {letter}{short} or {letter}"
        raise TemplateError(f"human_to_bytes() failed to convert {size} (unit = {unit})", None, expected)
    return round(number * UNITS[letter])


CHECKED = {
    "log": logarithm, "pow": power, "root": root, "human_readable": human_readable, "human_to_bytes": human_to_bytes,
}  # fmt: skip
