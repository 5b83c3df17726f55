"""What two inventories say differently of the groups and hosts that both have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pushcfg.errors import InventoryError, Position
from pushcfg.inventory import Inventory
from pushcfg.model import Layer

GROUP: Final = "group"
HOST: Final = "host"
MISSING: Final = object()
Keys = tuple[Any, ...]


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
    hosts = tuple(_hosts(side, pattern) for side in (left, right))
    if pattern is not None and not hosts[0] and not hosts[1]:
        left.select(pattern)
        raise InventoryError(f"the pattern {pattern!r} matches no host of either environment")
    groups = tuple(_groups(side, names, pattern) for side, names in zip((left, right), hosts, strict=True))
    differences: list[Difference] = []
    for kind, names, of in ((GROUP, groups, _of_group), (HOST, hosts, _of_host)):
        for name in _both(*names):
            layers = (of(left, name), of(right, name))
            differences += _of_layers(kind, name, layers, reveal)
    return Comparison(tuple(differences), _only(*groups), _only(*hosts))


def _hosts(inventory: Inventory, pattern: str | None) -> list[str]:
    return list(inventory.order) if pattern is None else inventory.match(pattern)


def _groups(inventory: Inventory, hosts: list[str], pattern: str | None) -> list[str]:
    if pattern is None:
        return list(inventory.groups)
    chosen = frozenset(hosts)
    return [name for name in inventory.groups if not chosen.isdisjoint(inventory.hosts_of(name))]


def _both(left: list[str], right: list[str]) -> Iterator[str]:
    others = frozenset(right)
    yield from (name for name in left if name in others)


def _only(left: list[str], right: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (tuple(name for name in left if name not in right), tuple(name for name in right if name not in left))


def _of_group(inventory: Inventory, name: str) -> list[Layer]:
    return inventory.layers_of_group_alone(name)


def _of_host(inventory: Inventory, name: str) -> list[Layer]:
    return inventory.layers_of_host_alone(name)


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
    """Each variable as the strongest layer has it."""
    return {name: Side(value, layer.source, layer.positions.get(name))
            for layer in layers for name, value in layer.values.items()}  # fmt: skip


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
