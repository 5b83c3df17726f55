"""The order in which a host's variables from the inventory and from files beside it override one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pushcfg.inventory.entities import Group, Host
from pushcfg.inventory.varfiles import VariableFiles
from pushcfg.model import Layer


class LayerOrder:
    """Ansible's order: its setting VARIABLE_PRECEDENCE, then the variables of the host itself.

    First come the groups in the inventory, `all` and then the others; then group_vars/all beside each source
    and beside the playbook; then other group_vars likewise; then the host in the inventory; then host_vars.
    """

    def __init__(
        self,
        groups: Mapping[str, Group],
        directories: Sequence[VariableFiles],
        playbook: VariableFiles | None,
    ) -> None:
        self._groups = groups
        self._directories = [*directories, playbook] if playbook is not None else list(directories)
        self._group_layers: dict[tuple[str, ...], tuple[Layer, ...]] = {}
        self._inventory_layers: dict[str, tuple[Layer, ...]] = {}

    def of(self, host: Host) -> list[Layer]:
        """The layers of a host, the lowest precedence first; those without a variable are left out."""
        return [*self._of_groups(host.groups), *self.of_host_alone(host)]

    def of_host_alone(self, host: Host) -> list[Layer]:
        """The layers that are about this host only."""
        own = [_layer(f"host {host.name} in the inventory", host)] if host.values else []
        files = [layer for beside in self._directories for layer in beside.of_host(host.name)]
        return [*own, *(_last_of_each(files) if len(files) > 1 else files)]

    def of_group_alone(self, name: str) -> list[Layer]:
        """The layers that are about this group only."""
        files = _last_of_each(layer for beside in self._directories for layer in beside.of_group(name))
        return [*self._of_inventory(name), *files]

    def _of_groups(self, names: tuple[str, ...]) -> tuple[Layer, ...]:
        # Hosts with the same groups have these layers in common.
        if names not in self._group_layers:
            others = [name for name in names if name != "all"]
            self._group_layers[names] = (
                *(layer for name in ("all", *others) for layer in self._of_inventory(name)),
                *_last_of_each(layer for beside in self._directories for layer in beside.of_group("all")),
                *_last_of_each(
                    layer
                    for beside in self._directories
                    for name in others
                    for layer in beside.of_group(name)
                ),
            )
        return self._group_layers[names]

    def _of_inventory(self, name: str) -> tuple[Layer, ...]:
        if name not in self._inventory_layers:
            group = self._groups[name]
            layer = _layer(f"group {name} in the inventory", group)
            self._inventory_layers[name] = (layer,) if group.values else ()
        return self._inventory_layers[name]


def _layer(source: str, owner: Host | Group) -> Layer:
    return Layer(source, owner.values, owner.positions)


def _last_of_each(layers: Iterable[Layer]) -> list[Layer]:
    """The layers without those that come again later: two sources may share a directory."""
    last: dict[str, Layer] = {}
    for layer in layers:
        last.pop(layer.source, None)
        last[layer.source] = layer
    return list(last.values())
