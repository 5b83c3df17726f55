"""Hosts and groups that a run adds to its inventory: each is a new inventory, read anew from the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pushcfg.inventory.inventory import Inventory
from pushcfg.inventory.reading.addresses import split_port
from pushcfg.inventory.reading.draft import Draft, DraftGroup, DraftHost
from pushcfg.inventory.reading.settle import settle

# Where hosts say that they come from.
SOURCE = "the run"


def with_host(inventory: Inventory, address: str, groups: Iterable[str], values: Mapping[str, Any]) -> Inventory:
    """With a host, or with more groups and variables of one that is there; `address` may have a port."""
    name, port = split_port(address) or (address, None)
    draft = drafted(inventory)
    draft.add_host(name, "all", None, None)
    for group in groups:
        draft.add_group(group, None)
        draft.groups[group].hosts[name] = None
    given = dict(values) if port is None else {**values, "ansible_port": port}
    draft.hosts[name].values.update(given)
    return settled(inventory, draft)


def with_group(inventory: Inventory, host: str, group: str, parents: Iterable[str]) -> Inventory:
    """With a host in a group, which is in its parents; InventoryError if the groups contain one another."""
    draft = drafted(inventory)
    draft.add_group(group, None)
    for parent in parents:
        draft.add_group(parent, None)
        draft.add_child(parent, group, None)
    if host not in draft.hosts:
        draft.add_host(host, group, None, None)
    hosts = draft.groups[group].hosts
    hosts[host] = None
    if draft.groups[group].position is None:
        # Whichever host comes first: what is made of the group is the same in every run.
        draft.groups[group].hosts = {name: None for name in draft.hosts if name in hosts}
    return settled(inventory, draft)


def drafted(inventory: Inventory) -> Draft:
    """The inventory as a draft again, to which more can be added."""
    draft = Draft([])
    draft.source = SOURCE
    draft.groups = {
        group.name: DraftGroup(
            group.name, group.position, dict.fromkeys(group.hosts), dict.fromkeys(group.children),
            dict.fromkeys(group.parents), group.priority, dict(group.values), dict(group.positions))
        for group in inventory.groups.values()
    }  # fmt: skip
    draft.hosts = {
        host.name: DraftHost(host.name, host.source or SOURCE, host.position, dict(host.values), dict(host.positions))
        for host in inventory.hosts.values()
    }
    return draft


def settled(inventory: Inventory, draft: Draft) -> Inventory:
    """The inventory that a draft has become."""
    return inventory.with_entities(*settle(draft))
