"""Host names as they are written: with a port, with ranges such as `web[01:20]`, as IPv6 addresses."""

from __future__ import annotations

import ipaddress
import re
import string
from collections.abc import Sequence
from typing import Final

from pushcfg.errors import InventoryError, Position

MOST_HOSTS: Final = 100_000
_BRACKETED_PORT: Final = re.compile(r"\[(.+)\]:([0-9]{1,9})")
_PORT: Final = re.compile(r"((?:[^:\[\]]|\[[^\]]*\])*):([0-9]{1,9})")
_RANGE: Final = r"\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]"
_LABEL: Final = rf"(?:\w|{_RANGE})(?:[\w-]|{_RANGE})*(?<![_-])"
_HOST_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_HEXADECIMAL_RANGE: Final = re.compile(r"\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]", re.IGNORECASE)


def split_port(address: str) -> tuple[str, int | None] | None:
    """The host and the port of an address; None for what is no host name or IP address, even with ranges."""
    port: int | None = None
    for pattern in (_BRACKETED_PORT, _PORT):
        match = pattern.fullmatch(address)
        if match is not None:
            address, port = match.group(1), int(match.group(2))
    if _HOST_NAME.fullmatch(address) is not None or _is_ipv6(address):
        return address, port
    return None


def expand(pattern: str, position: Position | None) -> tuple[list[str], int | None]:
    """The hosts that one entry of an inventory names, and their port."""
    if ":" not in pattern and "[" not in pattern:
        return [pattern], None
    name, port = split_port(pattern) or (pattern, None)
    return (_expand_ranges(name, position) if "[" in name else [name]), port


def is_ip_address(name: str) -> bool:
    """Whether a host is named by its address, which has no short form."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def short_name(host: str) -> str:
    """A host's name up to the first dot; all of an address."""
    return host if is_ip_address(host) else host.partition(".")[0]


def _is_ipv6(address: str) -> bool:
    try:
        ipaddress.IPv6Address(_HEXADECIMAL_RANGE.sub("0", address))
    except ValueError:
        return False
    return "%" not in address


def _expand_ranges(pattern: str, position: Position | None) -> list[str]:
    names = [""]
    rest = pattern
    while "[" in rest:
        head, _, after = rest.partition("[")
        bounds, closed, rest = after.partition("]")
        if not closed:
            raise InventoryError(f"{pattern!r} opens a range and does not close it", position, "add the ]")
        steps = _range(bounds, pattern, position)
        if len(names) * len(steps) > MOST_HOSTS:
            raise InventoryError(
                f"{pattern!r} stands for more than {MOST_HOSTS} hosts", position, "narrow the range"
            )
        names = [f"{name}{head}{step}" for name in names for step in steps]
    return [name + rest for name in names]


def _range(bounds: str, pattern: str, position: Position | None) -> Sequence[str]:
    parts = bounds.split(":")
    hint = "write [first:last] or [first:last:step], as in web[01:20]"
    if len(parts) not in (2, 3) or not parts[1] or (len(parts) == 3 and not _is_number(parts[2])):
        raise InventoryError(f"[{bounds}] in {pattern!r} is no range", position, hint)
    first, last = parts[0] or "0", parts[1]
    step = int(parts[2]) if len(parts) == 3 else 1
    if step < 1:
        raise InventoryError(
            f"the step of [{bounds}] in {pattern!r} is {step}", position, "step by 1 or more"
        )
    letters = string.ascii_letters
    if len(first) == 1 and len(last) == 1 and first in letters and last in letters:
        steps: Sequence[str] = letters[letters.index(first) : letters.index(last) + 1 : step]
    elif _is_number(first) and _is_number(last):
        width = len(first) if len(first) > 1 and first[0] == "0" else 0
        if width and width != len(last):
            raise InventoryError(
                f"the ends of [{bounds}] in {pattern!r} differ in length",
                position,
                f"write the last as {last.zfill(width)}" if len(last) < width else "pad the first with zeros",
            )
        numbers = range(int(first), int(last) + 1, step)
        if len(numbers) > MOST_HOSTS:
            raise InventoryError(
                f"{pattern!r} stands for more than {MOST_HOSTS} hosts", position, "narrow the range"
            )
        steps = [str(number).zfill(width) for number in numbers]
    else:
        raise InventoryError(f"[{bounds}] in {pattern!r} is no range", position, hint)
    if not steps:
        raise InventoryError(f"[{bounds}] in {pattern!r} ends before it begins", position, "swap the ends")
    return steps


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
