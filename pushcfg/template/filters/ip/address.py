"""Addresses and networks read from what a playbook has for them, by netaddr."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import netaddr
from netaddr import EUI, IPAddress, IPNetwork

from pushcfg.errors import TemplateError

STYLES: dict[str, Any] = {
    "bare": netaddr.mac_bare, "cisco": netaddr.mac_cisco, "eui48": netaddr.mac_eui48,
    "linux": netaddr.mac_unix_expanded,
    "pgsql": netaddr.mac_pgsql, "postgresql": netaddr.mac_pgsql, "psql": netaddr.mac_pgsql,
    "unix": netaddr.mac_unix_expanded, "win": netaddr.mac_eui48,
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """An address with its network. `given` is what is told of it as it is; `has_prefix`, whether it came with one."""

    given: Any
    network: Any
    has_prefix: bool

    @property
    def version(self) -> int:
        """4 or 6."""
        return int(self.network.version)

    @property
    def width(self) -> int:
        """The bits of an address."""
        return 32 if self.version == 4 else 128

    @property
    def prefix(self) -> int:
        """The bits of the network."""
        return int(self.network.prefixlen)

    @property
    def size(self) -> int:
        """How many addresses the network has."""
        return int(self.network.size)

    @property
    def number(self) -> int:
        """The address as a number."""
        return int(self.network.ip)

    @property
    def first(self) -> int:
        """The network's own address as a number."""
        return int(self.network.first)

    @property
    def last(self) -> int:
        """The network's last address as a number."""
        return int(self.network.last)

    @property
    def is_network(self) -> bool:
        """Whether it is a network of several addresses, and none of these."""
        return self.size > 1 and self.number == self.first

    @property
    def is_global(self) -> bool:
        """Whether anyone may be reached there, as IANA has it."""
        return bool(self.network.ip.is_global())

    @property
    def is_pair(self) -> bool:
        """Whether the network has two addresses, both of which are usable."""
        return self.size == 2

    def at(self, number: int) -> str:
        """The address of this number, as text; TemplateError if there is none."""
        return address_of(number, self.version)

    def with_prefix(self, number: int) -> str:
        """As at, with the bits of this network."""
        return f"{self.at(number)}/{self.prefix}"

    def holds(self, other: Address) -> bool:
        """Whether another lies within this network."""
        return bool(other.network in self.network)

    def subnet(self, prefix: int, index: int) -> str | None:
        """One of the networks of so many bits within this one; counted from the end if the index is negative."""
        count = 1 << (prefix - self.prefix)
        if not -count <= index < count:
            return None
        start = self.first + (index % count << (self.width - prefix))
        return f"{self.at(start)}/{prefix}"

    def supernet(self, prefix: int) -> Address:
        """The network of fewer bits around this one."""
        widened = IPNetwork(f"{self.network.ip}/{prefix}").cidr
        return Address(str(widened), widened, True)


def address_of(number: int, version: int) -> str:
    """An address as text; TemplateError for a number that is none."""
    try:
        return str(IPAddress(number, version))
    except (netaddr.AddrFormatError, ValueError):
        raise TemplateError("result outside valid IP address boundary!") from None


def read(value: Any, version: int | None = None) -> Address | None:
    """The address or network that a value stands for, of one version if that is asked for; None if it is none."""
    if isinstance(value, bool) or not value:
        return None
    try:
        found = from_number(value, version) if isinstance(value, int) else from_text(str(value), version)
    except (netaddr.AddrFormatError, ValueError, TypeError):
        return None
    return found if version in (None, found.version) else None


def from_number(value: int, version: int | None) -> Address:
    """The address of a number: of version 4, if it can be."""
    network = IPNetwork(IPAddress(value, version) if version else IPAddress(value))
    return Address(str(network), network, False)


def from_text(text: str, version: int | None) -> Address:
    """The address of a text, which can be a number with a prefix."""
    number, slash, prefix = text.partition("/")
    if number.isdigit():
        if not slash:
            return from_number(int(number), version)
        network = IPNetwork(f"{IPAddress(int(number))}/{prefix}")
        return Address(str(network), network, True)
    return Address(text, IPNetwork(text), bool(slash))


def merged(values: list[Any]) -> list[str]:
    """The fewest networks that hold exactly these."""
    return [str(network) for network in netaddr.cidr_merge(values)]


def spanning(values: list[Any]) -> str:
    """The smallest network that holds all of them."""
    return str(netaddr.spanning_cidr(values))


def hardware(value: Any) -> Any:
    """The address of a network card; None if it is none."""
    try:
        return EUI(value)
    except (netaddr.AddrFormatError, TypeError, ValueError):
        return None


def hardware_text(card: Any, style: str) -> str:
    """A network card's address in one of the STYLES."""
    return str(EUI(int(card), version=48, dialect=STYLES[style]))
