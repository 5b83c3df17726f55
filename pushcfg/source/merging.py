"""Values that are merged with those of weaker layers, as `!merge` asks and the filter `merge` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pushcfg.errors import Position, VariableError
from pushcfg.model import Merging
from pushcfg.promise import NotYet, Promise


def overlaid(weaker: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    """Two layers as one: the stronger one counts, merged with the weaker one where it asks for that."""
    together = {**weaker, **stronger}
    for name, value in stronger.items():
        if isinstance(value, Merging) and name in weaker:
            together[name] = put_over(weaker[name], value)
    return together


def put_over(lower: Any, upper: Merging) -> Any:
    """Both as one value; it still asks for what is below unless `lower` is an end of it."""
    if isinstance(lower, Merging):
        return Merging(deep(lower.value, upper.value, upper.position), upper.position, lower.lower)
    if isinstance(lower, Mapping | list):
        return deep(lower, upper.value, upper.position)
    # It has to be rendered first.
    return Merging(upper.value, upper.position, (lower,))


def deep(lower: Any, upper: Any, position: Position | None = None) -> Any:
    """Mappings merged however deep, with `upper` before `lower`; a list behind a list; nothing changes nothing."""
    if lower is None:
        return upper
    if isinstance(lower, Mapping) and isinstance(upper, Mapping):
        return {**lower, **{key: within(lower.get(key), value) for key, value in upper.items()}}
    if isinstance(lower, list) and isinstance(upper, list):
        return [*lower, *upper]
    raise VariableError(f"{kind(upper)} cannot be merged into {kind(lower)}", position,
                        "!merge is for mappings over mappings, and lists over lists")


def within(lower: Any, upper: Any) -> Any:
    """As deep, inside of a mapping: only mappings are merged there."""
    return deep(lower, upper) if isinstance(lower, Mapping) and isinstance(upper, Mapping) else upper


def kind(value: Any) -> str:
    """What a value is, for a message."""
    return "a mapping" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else repr(value)


def written(value: Any) -> Any:
    """The value without its request to be merged."""
    return value.value if isinstance(value, Merging) else value


def chain(values: Iterable[Any]) -> list[Any]:
    """Of the values that layers give to one variable, the nearest first, those that make it up, the weakest first."""
    parts: list[Any] = []
    for value in values:
        parts.append(written(value))
        if not isinstance(value, Merging) or value.lower:
            parts += value.lower if isinstance(value, Merging) else ()
            break
    return parts[::-1]


def together(values: Sequence[Any], position: Position | None) -> Any:
    """Rendered values as one, of which a later one is stronger; NotYet if one of them is still to come."""
    result: Any = None
    for value in values:
        if isinstance(value, Promise):
            raise NotYet(value)
        result = deep(result, value, position)
    return result


def refused(value: Merging) -> VariableError:
    """Where !merge has no meaning."""
    return VariableError("!merge stands where nothing can be merged", value.position,
                         "write it before the whole value of a variable")
