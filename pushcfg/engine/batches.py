"""`serial`: a play's hosts in batches, each done before the next begins, and how many of one may fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pushcfg.errors import PlaybookError, TemplateError
from pushcfg.playbook import Play
from pushcfg.template.failures import place
from pushcfg.template.scope import Scope
from pushcfg.template.templar import Templar


def batches(play: Play, hosts: list[str], templar: Templar, scope: Scope) -> Iterator[list[str]]:
    """The batches; the last size of a list goes on until no host is left. `scope` is that of the play's first host."""
    sizes = [size(entry, len(hosts), play) for entry in entries(play, templar, scope)] or [len(hosts)]
    left = list(hosts)
    while left:
        count = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        yield left[:count]
        left = left[count:]


def entries(play: Play, templar: Templar, scope: Scope) -> Iterator[Any]:
    """The sizes as they are rendered: a template may give one, or a list of them."""
    for entry in play.serial:
        try:
            value = templar.render(entry, scope)
        except TemplateError as error:
            raise place(error, play.position, "serial") from None
        yield from value if isinstance(value, list | tuple) else (value,)


def size(entry: Any, count: int, play: Play) -> int:
    """A number of hosts: a number (0 is all), or a per cent of all, at least one."""
    text = str(entry).strip()
    try:
        if text.endswith("%"):
            return max(1, int(count * float(text[:-1]) / 100))
        number = int(text)
    except ValueError:
        raise PlaybookError(f"serial is {entry!r}, neither a number nor a per cent", play.position) from None
    return number if number > 0 else max(1, count)


def share_that_may_fail(play: Play, templar: Templar, scope: Scope) -> float | None:
    """max_fail_percentage as a number, or None; PlaybookError for what is none."""
    if play.max_fail_percentage is None:
        return None
    try:
        value = templar.render(play.max_fail_percentage, scope)
    except TemplateError as error:
        raise place(error, play.position, "max_fail_percentage") from None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise PlaybookError(f"max_fail_percentage is {value!r}, not a number", play.position) from None
