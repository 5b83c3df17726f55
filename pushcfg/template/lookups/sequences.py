"""The lookup sequence: numbers from one to another, formatted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pushcfg import library
from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context

NUMBER = "0?x?[0-9a-f]+"
SHORT = re.compile(rf"(?:({NUMBER})-)?({NUMBER})(?:/({NUMBER}))?(?::(.+))?", re.IGNORECASE)
USUAL: Mapping[str, Any] = {"start": 1, "end": None, "count": None, "stride": 1, "format": "%d"}
FIELDS = tuple(USUAL)
# More numbers than this are a mistake, and would take all memory.
MOST = 10_000_000


def sequence(
    terms: list[Any], context: Context, *, start: Any = None, end: Any = None, count: Any = None, stride: Any = None,
    format: Any = None,  # noqa: A002 - the name that Ansible has
) -> list[str]:  # fmt: skip
    """Numbers as text: `start=0 end=10 stride=2 format=host%02d`, or `0-10/2:host%02d`."""
    named = {"start": start, "end": end, "count": count, "stride": stride, "format": format}
    given = {name: value for name, value in named.items() if value is not None}
    found: list[str] = []
    for term in terms or ([""] if given else []):
        found.extend(numbers({**USUAL, **given, **fields(str(term))}))
    return found


def fields(term: str) -> dict[str, Any]:
    """What one term says."""
    short = SHORT.fullmatch(term)
    if short is not None:
        named = zip(("start", "end", "stride", "format"), short.groups(), strict=True)
        return {name: value for name, value in named if value is not None}
    rest, pairs = library.load("core.free_form").split_free_form(term)
    unknown = [*rest.split(), *(name for name, _ in dict(pairs).items() if name not in FIELDS)]
    if unknown:
        raise TemplateError(f"unrecognized arguments: {', '.join(unknown)}", None, f"it has {', '.join(FIELDS)}")
    return dict(pairs)


def numbers(given: dict[str, Any]) -> list[str]:
    """The numbers between start and end, formatted."""
    start, stride = integer(given["start"], "start"), integer(given["stride"], "stride")
    if (given["count"] is None) == (given["end"] is None):
        raise TemplateError("must be told either count or end")
    if given["count"] is not None:
        count = integer(given["count"], "count")
        if count == 0:
            return []
        end = start + count * stride - 1
    else:
        end = integer(given["end"], "end")
    if stride > 0 and end < start:
        raise TemplateError("to count backwards make stride negative")
    if stride < 0 and end > start:
        raise TemplateError("to count forward don't make stride negative")
    if stride == 0:
        return []
    pattern = str(given["format"])
    if pattern.count("%") != 1:
        raise TemplateError(f"bad format {pattern!r}", None, "it must have one %d, %02x or the like")
    wanted = range(start, end + (1 if stride > 0 else -1), stride)
    if len(wanted) > MOST:
        raise TemplateError(f"{len(wanted)} numbers are too many", None, f"at most {MOST}")
    try:
        return [pattern % number for number in wanted]
    except (ValueError, TypeError) as error:
        raise TemplateError(f"bad format {pattern!r}: {error}") from None


def integer(value: Any, name: str) -> int:
    """A whole number, however it is written in decimal."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal(value)
        whole = int(number)
        if whole != number:
            raise ValueError
    except (ArithmeticError, ValueError):
        raise TemplateError(f"{name} must be a whole number, not {value!r}") from None
    return whole
