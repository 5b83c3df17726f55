"""Filters that reckon with networks: subnets, neighbours, membership, and addresses of network cards."""

from __future__ import annotations

import ipaddress
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import is_list
from pushcfg.template.filters.ip.address import (
    STYLES,
    Address,
    address_of,
    hardware,
    hardware_text,
    merged,
    read,
    spanning,
)
from pushcfg.template.filters.ip.queries import step


def need(value: Any) -> Address:
    """The address without any prefix that a value stands for; TemplateError if it is none."""
    address = None if "/" in str(value) else read(value)
    if address is None:
        raise TemplateError(f"You must pass a valid IP address; {value} is invalid")
    return address


def ipmath(value: Any, amount: Any) -> str:
    """The address so many places on."""
    address = need(str(value).partition("/")[0])
    return address.at(address.number + int(amount))


def ipsubnet(value: Any, query: Any = "", index: Any = None) -> Any:
    """The network; how many smaller ones are in it, or one of these; or the place of this one within a larger one."""
    address = None if is_list(value) else read(value)
    if address is None:
        return False
    if query in ("", None):
        return str(address.network.cidr)
    if not str(query).isdigit():
        return place_in(address, query)
    prefix = int(query)
    if prefix > address.width:
        return False
    if address.size > 1:
        return parts(address, prefix, index)
    sizes = range(prefix, address.prefix)
    size = 0 if index is None else int(index)
    if not -len(sizes) <= size < len(sizes):
        raise TemplateError(f"there is no network number {size} of at least {prefix} bits around {value}")
    return str(address.supernet(sizes[size]).network)


def parts(network: Address, prefix: int, index: Any) -> Any:
    """How many networks of so many bits there are in this one, or one of them."""
    if prefix >= network.prefix:
        return str(1 << (prefix - network.prefix)) if index is None else network.subnet(prefix, int(index)) or False
    if index is None:
        raise TemplateError(f"Requested subnet size of {prefix} is invalid")
    return False if int(index) else str(network.supernet(prefix).network)


def place_in(address: Address, around: Any) -> str:
    """The place of a network, from 1, among those of its size in a larger one."""
    larger = read(around)
    if larger is None:
        raise TemplateError(f"You must pass a valid subnet or IP address; {around} is invalid")
    if not larger.holds(address):
        raise TemplateError(f"{address.network.cidr} is not in the subnet {larger.network.cidr}")
    shift = address.width - address.prefix
    return str(((address.first - larger.first) >> shift) + 1)


def network_in_network(value: Any, test: Any = "") -> bool:
    """Whether an address or network lies within this one."""
    around, inner = read(value), read(test)
    return around is not None and inner is not None and around.holds(inner)


def network_in_usable(value: Any, test: Any) -> bool:
    """Whether an address or network is one that hosts in this network can have."""
    around, inner = read(value), read(test)
    if around is None or inner is None or not around.holds(inner):
        return False
    margin = 0 if around.size <= 2 else 1
    return inner.first >= around.first + margin and inner.last <= around.last - margin


def reduce_on_network(value: Any, network: Any) -> list[Any]:
    """Those of the addresses that lie within the network."""
    return [item for item in (value if is_list(value) else [value]) if network_in_network(network, item)]


def next_nth_usable(value: Any, offset: Any) -> Any:
    """The usable address so many places on."""
    return neighbour(value, int(offset))


def previous_nth_usable(value: Any, offset: Any) -> Any:
    """The usable address so many places back."""
    return neighbour(value, -int(offset))


def neighbour(value: Any, offset: int) -> Any:
    """The usable address so many places away; None if there is none, False for what is no address."""
    address = read(value)
    if address is None:
        return False
    return step(address, offset) if address.has_prefix else None


def nthhost(value: Any, query: Any = "") -> Any:
    """The address at this place in the network, from the end if it is negative; False if there is none."""
    address = read(value)
    try:
        index = int(query)
    except ValueError:
        return False
    if address is None or not -address.size <= index < address.size:
        return False
    return address.at((address.last + 1 if index < 0 else address.first) + index)


def slaac(value: Any, query: Any = "") -> Any:
    """The address that a network card gives itself in a network of version 6."""
    address, card = read(value), hardware(query) if query else None
    if address is None or address.version == 4 or card is None:
        return False
    start = address.first if address.has_prefix else address.number
    return address_of(start + int(card.modified_eui64()), 6)


def hwaddr(value: Any, query: str = "", alias: str = "hwaddr") -> Any:
    """The address of a network card in another way of writing it."""
    card = hardware(value)
    if query not in STYLES and query not in ("", "bool", "int"):
        known = ", ".join(["bool", "int", *STYLES])
        raise TemplateError(f"{alias}: unknown filter type: {query}", None, f"take one of {known}")
    if card is None:
        if query in ("", "bool"):
            return None
        raise TemplateError(f"{alias}: not a hardware address: {value}")
    if query in STYLES:
        return hardware_text(card, query)
    return {"": str(value), "bool": True, "int": int(card)}[query]


def macaddr(value: Any, query: str = "") -> Any:
    """As hwaddr."""
    return hwaddr(value, query, "macaddr")


def cidr_merge(value: Any, action: str = "merge") -> Any:
    """The fewest networks that hold these, or with `span` the smallest one."""
    values = list(value) if is_list(value) else [value]
    if any(read(item) is None for item in values):
        raise TemplateError(f"cidr_merge: there is no address or network in {values}")
    if action == "merge":
        return merged(values)
    if action != "span":
        raise TemplateError(f"cidr_merge: invalid action '{action}'", None, "take merge or span")
    if len(values) == 1:
        return str(read(values[0]).network)  # type: ignore[union-attr]  # all have been read above
    return spanning(values) if values else None


def ip4_hex(arg: Any, delimiter: str = "") -> str:
    """An address of version 4 in hexadecimal."""
    address = need(arg)
    if address.version != 4:
        raise TemplateError(f"{arg} is no address of version 4")
    return delimiter.join(f"{byte:02x}" for byte in address.number.to_bytes(4, "big"))


def ipv6form(value: Any, format: str) -> str:  # noqa: A002 - its name in Ansible
    """An address of version 6 written short, in full, or with its eight parts."""
    found = ipaddress.ip_address(str(value))
    if format == "compress":
        return found.compressed
    if format == "expand":
        return found.exploded
    if format == "x509" and found.version == 6:
        return ":".join(f"{int(part, 16):x}" for part in found.exploded.split(":"))
    if format == "x509":
        return str(found)
    raise TemplateError(f"value of format must be one of: compress, expand, x509, got: {format}")


def usable_range(ip: Any) -> dict[str, Any]:
    """Every address of a network."""
    network = ipaddress.ip_network(str(ip))
    return {"usable_ips": [str(address) for address in network], "number_of_ips": network.num_addresses}


FILTERS = {
    "cidr_merge": cidr_merge, "hwaddr": hwaddr, "ip4_hex": ip4_hex, "ipmath": ipmath, "ipsubnet": ipsubnet,
    "ipv6form": ipv6form, "macaddr": macaddr, "network_in_network": network_in_network,
    "network_in_usable": network_in_usable, "next_nth_usable": next_nth_usable, "nthhost": nthhost,
    "previous_nth_usable": previous_nth_usable, "reduce_on_network": reduce_on_network, "slaac": slaac,
    "usable_range": usable_range,
}  # fmt: skip
