"""What two inventories say differently of the groups and hosts that both have."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pushcfg.errors import InventoryError, Position
from pushcfg.inventory import Inventory
from pushcfg.model import Layer
from pushcfg.source.merging import overlaid, written

GROUP: Final = "group"
HOST: Final = "host"
MISSING: Final = object()
Keys = tuple[Any, ...]
# The names that were chosen of each side.
Chosen = tuple[list[str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A value in one environment, and where it is set: `source` for what has no place in a file."""

    value: Any
    source: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A variable of a group or host, or the value under `keys` in it, that two environments do not have alike.

    None stands for a side that does not set it.
    """

    kind: str
    owner: str
    name: str
    keys: Keys
    left: Side | None
    right: Side | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, and the groups and hosts that only one side has."""

    differences: tuple[Difference, ...]
    groups: tuple[tuple[str, ...], tuple[str, ...]]
    hosts: tuple[tuple[str, ...], tuple[str, ...]]


def compare(
    left: Inventory, right: Inventory, pattern: str | None = None, reveal: Callable[[Any], Any] = lambda value: value
) -> Comparison:
    """What differs, for the hosts of a pattern and their groups if there is one; `reveal` decrypts a value."""
    hosts = tuple(list(side.order) if pattern is None else side.match(pattern) for side in (left, right))
    if pattern is not None and not hosts[0] and not hosts[1]:
        left.select(pattern)
        raise InventoryError(f"the pattern {pattern!r} matches no host of either environment")
    members = tuple(frozenset(names) for names in hosts)
    groups = tuple([name for name in side.groups if pattern is None or not own.isdisjoint(side.hosts_of(name))]
                   for side, own in zip((left, right), members, strict=True))  # fmt: skip
    differences: list[Difference] = []
    for name in _both(groups, left.groups, right.groups):
        layers = (left.layers_of_group_alone(name), right.layers_of_group_alone(name))
        differences += _of_layers(GROUP, name, layers, reveal)
    for name in _both(hosts, left.hosts, right.hosts):
        layers = (left.layers_of_host_alone(name), right.layers_of_host_alone(name))
        differences += _of_layers(HOST, name, layers, reveal)
    return Comparison(tuple(differences), _only(groups, left.groups, right.groups),
                      _only(hosts, left.hosts, right.hosts))  # fmt: skip


def _both(chosen: Chosen, left: Container[str], right: Container[str]) -> Iterator[str]:
    yield from (name for name in dict.fromkeys([*chosen[0], *chosen[1]]) if name in left and name in right)


def _only(chosen: Chosen, left: Container[str], right: Container[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    alone = ([name for name in chosen[0] if name not in right], [name for name in chosen[1] if name not in left])
    return (tuple(alone[0]), tuple(alone[1]))


def _of_layers(
    kind: str, owner: str, layers: tuple[list[Layer], list[Layer]], reveal: Callable[[Any], Any]
) -> Iterator[Difference]:
    sides = tuple(_settled(side) for side in layers)
    for name in sorted({*sides[0], *sides[1]}):
        left, right = sides[0].get(name), sides[1].get(name)
        values = tuple(MISSING if side is None else side.value for side in (left, right))
        for keys, one, other in unlike(values[0], values[1], reveal):
            yield Difference(kind, owner, name, keys, _part(left, one), _part(right, other))


def _settled(layers: Iterable[Layer]) -> dict[str, Side]:
    """Each variable as the strongest layer has it, merged with weaker ones where it asks for that."""
    values: dict[str, Any] = {}
    sides: dict[str, Side] = {}
    for layer in layers:
        values = overlaid(values, layer.values)
        sides.update({name: Side(None, layer.source, layer.positions.get(name)) for name in layer.values})
    return {name: replace(side, value=written(values[name])) for name, side in sides.items()}


def _part(side: Side | None, value: Any) -> Side | None:
    return None if side is None or value is MISSING else Side(value, side.source, side.position)


def unlike(left: Any, right: Any, reveal: Callable[[Any], Any], keys: Keys = ()) -> Iterator[tuple[Keys, Any, Any]]:
    """(keys, left value, right value) wherever two values differ, as deep as both are mappings."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in dict.fromkeys([*left, *right]):
            yield from unlike(left.get(key, MISSING), right.get(key, MISSING), reveal, (*keys, key))
    elif not alike(left, right, reveal):
        yield keys, left, right


def alike(left: Any, right: Any, reveal: Callable[[Any], Any]) -> bool:
    """Whether two values mean the same: 1 is not true, and what is encrypted is compared by what is in it."""
    left, right = reveal(left), reveal(right)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(alike(one, other, reveal)
                                               for one, other in zip(left, right, strict=True))  # fmt: skip
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(alike(left[key], right[key], reveal) for key in left)
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)
