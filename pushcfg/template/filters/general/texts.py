"""Filters on text: CSV, INI, checksums, Unicode, addresses of network cards, and lengths of time."""

from __future__ import annotations

import configparser
import csv
import functools
import io
import random
import re
import unicodedata
import zlib
from collections.abc import Mapping
from typing import Any, Literal, cast

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import kind_of

SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
UNITS = {
    "millisecond": "ms", "msecond": "ms", "msec": "ms", "ms": "ms", "second": "s", "sec": "s", "s": "s", "minute": "m",
    "min": "m", "m": "m", "hour": "h", "h": "h", "day": "d", "d": "d", "week": "w", "w": "w", "month": "mo", "mo": "mo",
    "year": "y", "y": "y",
}  # fmt: skip
FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def crc32(value: Any) -> str:
    """The CRC-32 of a text, in hexadecimal."""
    if not isinstance(value, str):
        raise TypeError(f"Invalid value type ({kind_of(value)}) for crc32 ({value!r})")
    return f"{zlib.crc32(value.encode('utf-8', 'surrogateescape')):x}"


def from_csv(data: Any, dialect: str = "excel", fieldnames: Any = None, delimiter: Any = None,
             skipinitialspace: Any = None, strict: Any = None) -> list[dict[Any, Any]]:  # fmt: skip
    """The rows of a table as mappings; the first row has the names, unless they are given."""
    if dialect not in csv.list_dialects():
        known = ", ".join(csv.list_dialects())
        raise TemplateError(f"Dialect {dialect!r} is not supported", None, f"take one of {known}")
    settings = {"delimiter": delimiter, "skipinitialspace": skipinitialspace, "strict": strict}
    given = {name: value for name, value in settings.items() if value is not None}
    try:
        return list(csv.DictReader(io.StringIO(str(data)), fieldnames, dialect=dialect, **given))
    except csv.Error as error:
        raise TemplateError(f"Unable to process file: {error}") from error


def from_ini(value: Any) -> dict[str, dict[str, str]]:
    """The sections of an INI file, with their options as text."""
    if not isinstance(value, str):
        raise TypeError(f"from_ini requires a str, got {kind_of(value)}")
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # options keep their case
    try:
        parser.read_string(value)
    except configparser.Error as error:
        raise TemplateError(f"from_ini failed to parse given string: {error}") from error
    found = {section: dict(parser.items(section)) for section in parser.sections()}
    return {**found, **({"DEFAULT": dict(parser.defaults())} if parser.defaults() else {})}


def to_ini(value: Any) -> str:
    """An INI file of sections with their options."""
    if not isinstance(value, Mapping):
        raise TypeError(f"to_ini requires a dict, got {kind_of(value)}")
    if not value:
        raise TypeError("to_ini received an empty dict. An empty dict cannot be converted.")
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # options keep their case
    for section, options in value.items():
        if not isinstance(options, Mapping) or None in options.values():
            raise TypeError(f"the section {section!r} is no mapping of options to values")
    parser.read_dict(value)
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()[:-1]


def unicode_normalize(data: Any, form: str = "NFC") -> str:
    """The text in one of the normal forms of Unicode."""
    if not isinstance(data, str):
        raise TypeError(f"{kind_of(data)} is not a valid input type")
    if form not in FORMS:
        raise TemplateError(f"{form} is not a valid form", None, f"take one of {', '.join(FORMS)}")
    return unicodedata.normalize(cast(Literal["NFC", "NFD", "NFKC", "NFKD"], form), data)


def random_mac(value: Any, seed: Any = None) -> str:
    """An address of a network card that begins so; always the same one for the same seed."""
    if not isinstance(value, str):
        raise TypeError(f"Invalid value type ({kind_of(value)}) for random_mac ({value!r})")
    parts = value.lower().split(":")
    if len(parts) > 5:
        raise TemplateError(f"Invalid value ({value}) for random_mac: at most 5 bytes are given")
    if wrong := [part for part in parts if not re.fullmatch("[0-9a-f]{2}", part)]:
        raise TemplateError(f"Invalid value ({value}) for random_mac: {wrong[0]!r} is no byte in hexadecimal")
    source = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - Ansible picks the same
    # Ansible draws a number of the 32 most bits and takes its first digits.
    digits = f"{source.randint(0x1000000000, 0xFFFFFFFFFF):x}"
    return ":".join([*parts, *(digits[place : place + 2] for place in range(0, 10, 2))][:6])


def to_time_unit(duration: Any, unit: str = "ms", year: float = 365, month: float = 30) -> float:
    """A length of time such as `1h 30m` in one unit."""
    seconds = {**SECONDS, "mo": month * SECONDS["d"], "y": year * SECONDS["d"]}
    if (wanted := unit_of(unit)) is None:
        raise TemplateError(f"to_time_unit() can not convert to the following unit: {unit}")
    total = 0.0
    for word in duration.split():
        found = re.fullmatch(r"(-?\d+)([a-z]+)", word)
        given = unit_of(found[2]) if found else None
        if found is None or given is None:
            raise TemplateError(f"to_time_unit() can not interpret following string: {duration}", None, "write 1h 30m")
        total += int(found[1]) * seconds[given]
    return round(total / seconds[wanted], 12)


def unit_of(word: str) -> str | None:
    """The short name of a unit of time, which may be in the plural; None if it is none."""
    return UNITS.get(word) or (UNITS.get(word[:-1]) if word.endswith("s") and len(word) > 3 else None)


def unit_filter(unit: str) -> Any:
    """A filter that tells a length of time in this unit."""
    return functools.partial(to_time_unit, unit=unit)


FILTERS = {
    "crc32": crc32, "from_csv": from_csv, "from_ini": from_ini, "to_ini": to_ini, "random_mac": random_mac,
    "unicode_normalize": unicode_normalize, "to_time_unit": to_time_unit, "to_milliseconds": unit_filter("ms"),
    "to_seconds": unit_filter("s"), "to_minutes": unit_filter("m"), "to_hours": unit_filter("h"),
    "to_days": unit_filter("d"), "to_weeks": unit_filter("w"), "to_months": unit_filter("mo"),
    "to_years": unit_filter("y"),
}  # fmt: skip
