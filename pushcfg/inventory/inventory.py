"""The inventory: who there is, what is said of whom, and who a pattern means."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pushcfg.errors import InventoryError
from pushcfg.events import Warned
from pushcfg.inventory import patterns
from pushcfg.inventory.entities import LOCAL_NAMES, Group, Host
from pushcfg.inventory.layers import LayerOrder
from pushcfg.inventory.varfiles import VariableFiles
from pushcfg.model import Layer
from pushcfg.source.merging import overlaid
from pushcfg.vault import NO_KEYS, Keyring


class Inventory:
    """Hosts, groups and their variables, as all sources together declare them.

    `warnings` grows when files of variables are read, which happens on the first call of `layers`.
    """

    def __init__(
        self,
        hosts: Mapping[str, Host],
        groups: Mapping[str, Group],
        directories: Sequence[VariableFiles],
        playbook: VariableFiles | None,
        warnings: list[Warned],
        keyring: Keyring = NO_KEYS,
        extra: Layer | None = None,
    ) -> None:
        self.hosts: Mapping[str, Host] = hosts
        self.groups: Mapping[str, Group] = groups
        self.warnings = warnings
        self._directories = tuple(directories)
        self._playbook = playbook
        self._keyring = keyring
        self._extra = extra
        self._order = LayerOrder(groups, self._directories, playbook)
        self._members: dict[str, tuple[str, ...]] = {}

    def load_vars_beside(self, directory: Path, extra: Layer | None = None) -> Inventory:
        """This inventory together with the group_vars/ and host_vars/ in the folder of a playbook.

        `variables` also has what `extra` says, which wins over everything.
        """
        beside = VariableFiles(directory, self.warnings, self._keyring)
        return Inventory(
            self.hosts, self.groups, self._directories, beside, self.warnings, self._keyring, extra
        )

    def beside(self, directory: Path) -> Inventory:
        """This inventory with the files in the folder of another playbook, if it has files beside a playbook at all."""
        if self._playbook is None or self._playbook.directory == directory:
            return self
        return self.load_vars_beside(directory)

    def with_entities(self, hosts: Mapping[str, Host], groups: Mapping[str, Group]) -> Inventory:
        """An inventory of these hosts and groups, with the same files of variables beside it."""
        return Inventory(hosts, groups, self._directories, self._playbook, self.warnings, self._keyring)

    @property
    def host_names(self) -> Mapping[str, Host]:
        """All hosts by name, in the order in which they were declared."""
        return self.hosts

    @property
    def all_group_names(self) -> Mapping[str, Group]:
        """All groups by name, in the order in which they were declared."""
        return self.groups

    @property
    def order(self) -> tuple[str, ...]:
        """All hosts in inventory order, which is that of the group `all`."""
        return self.hosts_of("all")

    def host(self, name: str) -> Host:
        """A host by name; this machine, where a name for it stands in no inventory."""
        host = self.hosts.get(name)
        if host is not None:
            return host
        if name in LOCAL_NAMES:
            values = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
            return Host(name, (), values)
        raise InventoryError(f"there is no host {name!r}", None, self._suggestion(name, self.hosts))

    def anybody(self, name: str) -> Host:
        """As `host`; for a name that no inventory has, one of the group `all` alone."""
        known = name in self.hosts or name in LOCAL_NAMES
        return self.host(name) if known else Host(name, ("all",), {})

    def hosts_of(self, group: str) -> tuple[str, ...]:
        """The hosts of a group, then those of its children, level by level."""
        if group not in self._members:
            found = dict.fromkeys(self.groups[group].hosts)
            seen = {group}
            level: list[str] = [group]
            while level:
                children = dict.fromkeys(child for name in level for child in self.groups[name].children)
                level = [child for child in children if child not in seen]
                seen.update(level)
                for name in level:
                    found.update(dict.fromkeys(self.groups[name].hosts))
            self._members[group] = tuple(found)
        return self._members[group]

    def group_names(self, host: str) -> list[str]:
        """Ansible's `group_names`: all groups of a host but `all`, sorted."""
        return sorted(name for name in self.anybody(host).groups if name != "all")

    def group_hosts(self) -> dict[str, list[str]]:
        """Ansible's `groups`: the hosts of each group."""
        return {name: list(self.hosts_of(name)) for name in self.groups}

    def local_name(self, name: str) -> str | None:
        """The host that a name for this machine stands for, or None where it is no such name."""
        if name not in LOCAL_NAMES:
            return None
        return next((host for host in self.hosts if host in LOCAL_NAMES), name)

    def layers(self, host: str) -> list[Layer]:
        """The variables of a host by source, the lowest precedence first."""
        return self._order.of(self.anybody(host))

    def layers_of_host_alone(self, host: str) -> list[Layer]:
        """As layers, without what the host has from its groups."""
        return self._order.of_host_alone(self.anybody(host))

    def layers_of_group_alone(self, group: str) -> list[Layer]:
        """As layers, of what is said of one group and not of those above or below it."""
        return self._order.of_group_alone(group)

    def variables(self, host: str) -> dict[str, Any]:
        """The variables of a host, with all layers merged and no template rendered."""
        merged: dict[str, Any] = {}
        for layer in self.layers(host):
            if layer.merges:
                merged = overlaid(merged, layer.values)
            else:
                merged.update(layer.values)
        if self._extra is not None:
            merged = overlaid(merged, self._extra.values)
        return merged

    def match(
        self,
        pattern: str | Iterable[str],
        limit: str | Iterable[str] | None = None,
        warnings: list[Warned] | None = None,
    ) -> list[str]:
        """The hosts that a pattern means and a limit allows, in the pattern's order; there may be none.

        A term that matches neither a host nor a group is told in `warnings`.
        """
        hosts, unknown = patterns.evaluate(patterns.split(pattern), self)
        if limit is not None:
            limited, others = patterns.evaluate(patterns.with_files(patterns.split(limit)), self)
            allowed = frozenset(limited)
            hosts = [host for host in hosts if host in allowed]
            unknown += [term for term in others if term not in unknown]
        if warnings is not None:
            warnings.extend(Warned(self._no_match(term)) for term in unknown)
        return hosts

    def select(self, pattern: str | Iterable[str], limit: str | Iterable[str] | None = None) -> list[str]:
        """The hosts that a pattern means and a limit allows; that there are some is insisted on."""
        self._insist(patterns.split(pattern), "pattern")
        if limit is None:
            return self.match(pattern)
        self._insist(patterns.with_files(patterns.split(limit)), "limit")
        hosts = self.match(pattern, limit)
        if not hosts:
            raise InventoryError(
                f"no host of the pattern {_shown(pattern)!r} is within the limit {_shown(limit)!r}",
                None,
                "widen one of them",
            )
        return hosts

    def _insist(self, terms: list[str], kind: str) -> None:
        hosts, unknown = patterns.evaluate(terms, self)
        if hosts:
            return
        if unknown:
            raise InventoryError(
                f"no host or group matches {unknown[0]!r}",
                None,
                self._suggestion(unknown[0].lstrip("&!"), [*self.groups, *self.hosts]),
            )
        raise InventoryError(
            f"the {kind} {','.join(terms)!r} matches no host", None, "add hosts to its groups, or widen it"
        )

    def _no_match(self, term: str) -> str:
        close = difflib.get_close_matches(term, [*self.groups, *self.hosts], 1)
        question = f"; did you mean {close[0]!r}?" if close else ""
        return f"no host or group matches {term!r}{question}"

    def _suggestion(self, name: str, known: Iterable[str]) -> str:
        close = difflib.get_close_matches(name, list(known), 1)
        return f"did you mean {close[0]!r}?" if close else "`pushcfg inventory list` shows what there is"


def _shown(pattern: str | Iterable[str]) -> str:
    return pattern if isinstance(pattern, str) else ",".join(pattern)
