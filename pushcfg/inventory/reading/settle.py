"""From a draft to hosts and groups: everything is in `all`, and nothing is ungrouped that has a group."""

from __future__ import annotations

from pushcfg.errors import InventoryError
from pushcfg.events import Warned
from pushcfg.inventory.entities import Group, Host
from pushcfg.inventory.reading.draft import Draft

_DEEPEST = 200
_BUILT_IN = frozenset({"all", "ungrouped"})


def settle(draft: Draft) -> tuple[dict[str, Host], dict[str, Group]]:
    """The hosts and groups of a draft that no source will add to any more."""
    for group in draft.groups.values():
        if group.name != "all" and not group.parents:
            draft.add_child("all", group.name, group.position)
    ancestors = {name: draft.ancestors(name) for name in draft.groups}
    direct = _direct_groups(draft)
    _settle_ungrouped(draft, direct, ancestors)
    groups = _groups(draft)
    _warn_of_shared_names(draft)
    return _hosts(draft, groups, direct, ancestors), groups


def _direct_groups(draft: Draft) -> dict[str, dict[str, None]]:
    direct: dict[str, dict[str, None]] = {name: {} for name in draft.hosts}
    for group in draft.groups.values():
        for host in group.hosts:
            direct[host][group.name] = None
    return direct


def _settle_ungrouped(
    draft: Draft, direct: dict[str, dict[str, None]], ancestors: dict[str, set[str]]
) -> None:
    ungrouped = draft.groups["ungrouped"].hosts
    for host, groups in direct.items():
        every = set(groups).union(*(ancestors[group] for group in groups))
        if "ungrouped" in groups:
            if every - _BUILT_IN:
                del ungrouped[host]
                del groups["ungrouped"]
        elif not every - {"all"}:
            ungrouped[host] = None
            groups["ungrouped"] = None


def depths(draft: Draft) -> dict[str, int]:
    """The longest way from the top to each group; there is no loop any more."""
    found: dict[str, int] = {}
    waiting = {name: len(group.parents) for name, group in draft.groups.items()}
    ready = [name for name, count in waiting.items() if count == 0]
    while ready:
        name = ready.pop()
        parents = draft.groups[name].parents
        found[name] = 1 + max((found[parent] for parent in parents), default=-1)
        for child in draft.groups[name].children:
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    return found


def _groups(draft: Draft) -> dict[str, Group]:
    depth_of = depths(draft)
    deepest = max(depth_of, key=depth_of.__getitem__)
    if depth_of[deepest] > _DEEPEST:
        raise InventoryError(f"the group {deepest!r} is nested more than {_DEEPEST} levels deep",
                             draft.groups[deepest].position, "flatten the groups above it")  # fmt: skip
    return {
        group.name: Group(
            name=group.name,
            hosts=tuple(group.hosts),
            children=tuple(group.children),
            parents=tuple(group.parents),
            depth=depth_of[group.name],
            priority=group.priority,
            values=group.values,
            positions=group.positions,
            position=group.position,
        )
        for group in draft.groups.values()
    }


def _hosts(
    draft: Draft,
    groups: dict[str, Group],
    direct: dict[str, dict[str, None]],
    ancestors: dict[str, set[str]],
) -> dict[str, Host]:
    ordered: dict[frozenset[str], tuple[str, ...]] = {}

    def all_groups(names: frozenset[str]) -> tuple[str, ...]:
        # Most hosts share their groups with others, and sorting them is most of the work.
        if names not in ordered:
            every = names.union({"all"}, *(ancestors[name] for name in names))
            ordered[names] = tuple(sorted(every, key=lambda name: groups[name].rank))
        return ordered[names]

    return {
        host.name: Host(
            name=host.name,
            groups=all_groups(frozenset(direct[host.name])),
            values=host.values,
            positions=host.positions,
            source=host.source,
            position=host.position,
        )
        for host in draft.hosts.values()
    }


def _warn_of_shared_names(draft: Draft) -> None:
    for name in draft.hosts:
        if name in draft.groups:
            draft.warnings.append(
                Warned(
                    f"{name!r} names a host and a group; variables written for the host count for the group",
                    draft.hosts[name].position,
                )
            )
