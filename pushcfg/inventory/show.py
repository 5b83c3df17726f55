"""An inventory in the shapes that `ansible-inventory` gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pushcfg.errors import InventoryError
from pushcfg.inventory.inventory import Inventory
from pushcfg.model import Layer, Merging, Vaulted
from pushcfg.source.merging import overlaid


def as_list(inventory: Inventory, hosts: Iterable[str] | None = None, export: bool = False) -> dict[str, Any]:
    """The shape of `ansible-inventory --list`, with only some hosts if told so.

    `export` keeps the variables of groups with the groups, instead of showing them with each host.
    """
    shown = list(inventory.order if hosts is None else hosts)
    allowed = frozenset(shown)
    result: dict[str, Any] = {}
    pending, seen = ["all"], set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        group = inventory.groups[name]
        members = [host for host in group.hosts if host in allowed] if name != "all" else []
        variables = group_variables(inventory, name) if export else {}
        body = {"hosts": members, "children": list(group.children), "vars": variables}
        if any(body.values()):
            result[name] = {key: value for key, value in body.items() if value}
        pending.extend(reversed(group.children))
    of_hosts = {host: _of_host(inventory, host, export) for host in shown}
    result["_meta"] = {"hostvars": {host: values for host, values in of_hosts.items() if values}}
    return result


def as_tree(inventory: Inventory, hosts: Iterable[str] | None = None, export: bool = False) -> dict[str, Any]:
    """The shape of `ansible-inventory --list --yaml`, which is that of a YAML inventory; see as_list."""
    allowed = frozenset(inventory.order if hosts is None else hosts)
    seen_groups: set[str] = set()
    seen_hosts: set[str] = set()

    def variables_once(host: str) -> dict[str, Any]:
        if host in seen_hosts:
            return {}
        seen_hosts.add(host)
        return _of_host(inventory, host, export)

    def body(name: str) -> dict[str, Any]:
        group = inventory.groups[name]
        children: dict[str, Any] = {}
        for child in group.children:
            if child in seen_groups:
                children[child] = {}
                continue
            contents = body(child)
            seen_groups.add(child)
            if contents:
                children[child] = contents
        members = [host for host in group.hosts if host in allowed] if name != "all" else []
        sections = {
            "children": children,
            "hosts": {host: variables_once(host) for host in members},
            "vars": group_variables(inventory, name) if export else {},
        }
        return {key: value for key, value in sections.items() if value}

    return {"all": contents} if (contents := body("all")) else {}


def as_graph(
    inventory: Inventory, pattern: str = "all", hosts: Iterable[str] | None = None, of_groups: Inventory | None = None
) -> str:
    """The shape of `ansible-inventory --graph` from one group downwards, with only some hosts if told so.

    With `of_groups` variables are shown as well: those of hosts, and what that inventory says of each group alone.
    """
    if pattern not in inventory.groups:
        raise InventoryError(
            f"there is no group {pattern!r}", None, "`pushcfg inventory graph` shows all groups"
        )
    allowed = None if hosts is None else frozenset(hosts)
    lines: list[str] = []

    def variables(values: dict[str, Any], depth: int) -> None:
        lines.extend(_branch(f"{{{name} = {_told(values[name])}}}", depth) for name in sorted(values))

    def draw(name: str, depth: int) -> None:
        group = inventory.groups[name]
        lines.append(_branch(f"@{name}:", depth))
        for child in group.children:
            draw(child, depth + 1)
        for host in group.hosts if name != "all" else ():
            if allowed is None or host in allowed:
                lines.append(_branch(host, depth + 1))
                if of_groups is not None:
                    variables(host_variables(inventory, host), depth + 2)
        if of_groups is not None:
            variables(group_variables(of_groups, name), depth + 1)

    draw(pattern, 0)
    return "\n".join(lines)


def host_variables(inventory: Inventory, host: str) -> dict[str, Any]:
    """All variables of a host that the inventory and the files beside it set, not rendered; it has to be there."""
    return inventory.variables(inventory.host(host).name)


def group_variables(inventory: Inventory, name: str) -> dict[str, Any]:
    """What the inventory and the files beside it say of a group alone."""
    merged = _merged(inventory.layers_of_group_alone(name))
    priority = inventory.groups[name].priority
    return {**merged, "ansible_group_priority": priority} if priority != 1 else merged


def _of_host(inventory: Inventory, host: str, export: bool) -> dict[str, Any]:
    return _merged(inventory.layers_of_host_alone(host)) if export else host_variables(inventory, host)


def _merged(layers: Iterable[Layer]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = overlaid(merged, layer.values)
    return merged


def _told(value: Any) -> str:
    """A value in one line, as Python writes it."""
    return str(_shown(value))


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, Merging):
        return _shown(value.value)
    return str(value) if isinstance(value, Vaulted | str) else value


def _branch(text: str, depth: int) -> str:
    return f"{'  |' * depth}--{text}" if depth else text
