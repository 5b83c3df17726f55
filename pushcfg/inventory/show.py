"""An inventory in the shapes that `ansible-inventory` gives it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from typing import Any

from pushcfg.errors import InventoryError
from pushcfg.inventory.inventory import Inventory
from pushcfg.model import Unsafe, Vaulted


def as_list(inventory: Inventory, hosts: Iterable[str] | None = None) -> dict[str, Any]:
    """The shape of `ansible-inventory --list`, with only some hosts if told so."""
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
        body = {"hosts": members, "children": list(group.children)}
        if any(body.values()):
            result[name] = {key: value for key, value in body.items() if value}
        pending.extend(reversed(group.children))
    variables = {host: host_variables(inventory, host) for host in shown}
    result["_meta"] = {"hostvars": {host: values for host, values in variables.items() if values}}
    return result


def as_tree(inventory: Inventory, hosts: Iterable[str] | None = None) -> dict[str, Any]:
    """The shape of `ansible-inventory --list --yaml`, which is that of a YAML inventory."""
    allowed = frozenset(inventory.order if hosts is None else hosts)
    seen_groups: set[str] = set()
    seen_hosts: set[str] = set()

    def variables_once(host: str) -> dict[str, Any]:
        if host in seen_hosts:
            return {}
        seen_hosts.add(host)
        return host_variables(inventory, host)

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
        sections = {"children": children, "hosts": {host: variables_once(host) for host in members}}
        return {key: value for key, value in sections.items() if value}

    return {"all": body("all")}


def as_graph(inventory: Inventory, pattern: str = "all") -> str:
    """The shape of `ansible-inventory --graph` from one group downwards."""
    if pattern not in inventory.groups:
        raise InventoryError(
            f"there is no group {pattern!r}", None, "`pushcfg inventory graph` shows all groups"
        )
    lines: list[str] = []

    def draw(name: str, depth: int) -> None:
        group = inventory.groups[name]
        lines.append(_branch(f"@{name}:", depth))
        for child in group.children:
            draw(child, depth + 1)
        if name != "all":
            lines.extend(_branch(host, depth + 1) for host in group.hosts)

    draw(pattern, 0)
    return "\n".join(lines)


def host_variables(inventory: Inventory, host: str) -> dict[str, Any]:
    """All variables of a host that the inventory and the files beside it set, not rendered."""
    return inventory.variables(host)


def to_json(data: Any) -> str:
    """Data as `ansible-inventory` prints it."""
    return json.dumps(_jsonable(data), indent=4, sort_keys=True, ensure_ascii=True)


def _jsonable(data: Any) -> Any:
    """Data without the keys and values that only YAML has."""
    if isinstance(data, dict):
        return {_key(key): _jsonable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_jsonable(element) for element in data]
    if isinstance(data, datetime.date):
        return data.isoformat()
    if isinstance(data, Vaulted):
        return {"__ansible_vault": data.ciphertext}
    if isinstance(data, Unsafe):
        return {"__ansible_unsafe": str(data)}
    return data.decode("utf-8", errors="replace") if isinstance(data, bytes) else data


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(_jsonable(key))


def _branch(text: str, depth: int) -> str:
    return f"{'  |' * depth}--{text}" if depth else text
