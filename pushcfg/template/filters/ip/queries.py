"""The filters ipaddr, ipv4, ipv6 and ipwrap: a query of an address, or of each of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import is_list, kind_of
from pushcfg.template.filters.ip.address import Address, read

Query = Callable[[Address], Any]


def ipaddr(value: Any, query: Any = "", version: Any = False, alias: str = "ipaddr") -> Any:
    """What a query tells of an address or network, False for what is none; of a list, all that it is true of."""
    if is_list(value):
        found = (ipaddr(item, query, version, alias) for item in value)
        return [item for item in found if item]
    if not isinstance(value, str | int):
        raise TypeError(f"Unrecognized type <{kind_of(value)}> for {alias} filter <value>")
    address = read(value, int(version) if version else None)
    return False if address is None else asked(address, query, alias)


def ipv4(value: Any, query: Any = "") -> Any:
    """As ipaddr, of version 4 only."""
    return ipaddr(value, query, 4, "ipv4")


def ipv6(value: Any, query: Any = "") -> Any:
    """As ipaddr, of version 6 only."""
    return ipaddr(value, query, 6, "ipv6")


def ipwrap(value: Any, query: Any = "") -> Any:
    """Addresses of version 6 in brackets, anything else as it is."""
    if is_list(value):
        return [wrapped_or_same(item) for item in value]
    if not isinstance(value, str | bool):
        raise TypeError(f"Unrecognized type <{kind_of(value)}> for ipwrap filter <value>")
    return wrapped_or_same(value)


def wrapped_or_same(value: Any) -> Any:
    """An address in brackets where it needs some, or the value as it is."""
    if is_list(value):
        return ipwrap(value)
    address = read(value)
    if address is None:
        return value
    return wrapped(address) if address.version == 6 or isinstance(value, int) else whole(address)


def asked(address: Address, query: Any, alias: str) -> Any:
    """The answer to one query."""
    if query in ("", None):
        return whole(address)
    if isinstance(query, str) and query in QUERIES:
        return QUERIES[query](address)
    if isinstance(query, int) or (isinstance(query, str) and query.lstrip("-").isdigit()):
        return nth(address, int(query))
    within = read(query) if isinstance(query, str) else None
    if within is None:
        raise TemplateError(f"{alias}: unknown filter type: {query}", None, f"take one of {', '.join(QUERIES)}")
    return address.given if within.holds(address) else None


def whole(address: Address) -> str:
    """The address, with its prefix if it came with one."""
    return address.with_prefix(address.number) if address.has_prefix else address.at(address.number)


def nth(address: Address, index: int) -> Any:
    """The address at a place in the network, from the end if it is negative; False if it is beyond."""
    if address.size == 1:
        return address.given if address.has_prefix else whole(address)
    if not -address.size <= index < address.size:
        return False
    return address.with_prefix((address.last + 1 if index < 0 else address.first) + index)


def host_only(address: Address) -> str | None:
    """The address, unless it is the network's own; of version 6 that one counts."""
    if address.is_network and not address.is_pair and address.version == 4:
        return None
    return address.at(address.number)


def usable_with_prefix(address: Address) -> Any:
    """The address with its prefix, if a host can have it."""
    edges = () if address.size <= 2 else (address.first, address.last)
    return False if address.number in edges else address.with_prefix(address.number)


def of_network(address: Address) -> bool:
    """Whether it is an address within a network of several."""
    return address.size > 1 and (address.is_pair or not address.is_network)


def need_prefix(address: Address) -> None:
    """A TemplateError if there is no prefix."""
    if not address.has_prefix:
        raise TemplateError("Not a network address", None, "give the address with its prefix, such as 192.0.2.1/24")


def first_usable(address: Address) -> Any:
    """The number of the first address that a host can have."""
    need_prefix(address)
    return None if address.size == 1 else address.first + (0 if address.is_pair else 1)


def last_usable(address: Address) -> Any:
    """The number of the last address that a host can have."""
    need_prefix(address)
    return None if address.size == 1 else address.last - (0 if address.is_pair else 1)


def step(address: Address, offset: int) -> str | None:
    """The usable address so many places on, or None."""
    first, last = first_usable(address), last_usable(address)
    number = address.number + offset
    there = address.at(number)
    if first is None or (offset > 0 and number > last) or (offset < 0 and number < first):
        return None
    return there


def peer(address: Address) -> str:
    """The other end of a link between two."""
    need_prefix(address)
    if address.is_pair:
        return address.at(address.number ^ 1)
    if address.size != 4:
        raise TemplateError("Not a point-to-point network")
    if address.number in (address.first, address.last):
        raise TemplateError("Network or broadcast address of /30 has no peer")
    return address.at(address.number ^ 3)


def range_usable(address: Address) -> str | None:
    """The first and the last usable address."""
    first, last = first_usable(address), last_usable(address)
    return None if first is None else f"{address.at(first)}-{address.at(last)}"


def six_to_four(address: Address) -> Any:
    """The address of version 6 that stands for one of version 4."""
    if address.version == 6:
        return address.given if address.size == 1 and address.number >> 112 == 0x2002 else False
    if address.is_network or address.network.is_multicast():
        return False
    text = f"{address.number:08x}"
    return f"2002:{text[:4]}:{text[4:]}::1/48"


def as_ipv4(address: Address) -> Any:
    """The address of version 4, if it can be one."""
    if address.version == 4:
        return address.given
    try:
        return str(address.network.ipv4())
    except Exception:  # noqa: BLE001 - netaddr raises errors of its own
        return False


def as_ipv6(address: Address) -> Any:
    """The address of version 6."""
    return address.given if address.version == 6 else str(address.network.ipv6())


def wrapped(address: Address) -> Any:
    """An address of version 6 in brackets."""
    if address.version == 4:
        return address.given
    text = f"[{address.at(address.number)}]"
    return f"{text}/{address.prefix}" if address.has_prefix else text


def number(address: Address) -> Any:
    """The address as a number, with its prefix if it came with one."""
    return f"{address.number}/{address.prefix}" if address.has_prefix else address.number


def pair(first: str, second: str) -> Query:
    """Two properties of a network, one behind the other."""
    return lambda address: f"{getattr(address.network, first)} {getattr(address.network, second)}"


def given_if(test: Callable[[Address], Any]) -> Query:
    """The address as it was given, if the test holds."""
    return lambda address: address.given if test(address) else None


def at(find: Callable[[Address], Any]) -> Query:
    """The address of the number that is found."""

    def ask(address: Address) -> Any:
        found = find(address)
        return None if found is None else address.at(found)

    return ask


def within(tell: Query) -> Query:
    """What is told of an address within a network, else None."""
    return lambda address: tell(address) if of_network(address) else None


def refused(address: Address) -> Any:
    """A TemplateError: Ansible fails here, too."""
    raise TemplateError("cidr_lookup needs a list of addresses that no filter can hand over", None, "use in_network")


loopback = given_if(lambda address: address.network.is_loopback())
subnet: Query = lambda address: str(address.network.cidr)  # noqa: E731 - a row of the table, under two names
own: Query = lambda address: address.at(address.first)  # noqa: E731 - as above
hostmask: Query = lambda address: str(address.network.hostmask)  # noqa: E731 - as above

QUERIES: dict[str, Query] = {
    "6to4": six_to_four, "address": host_only, "address/prefix": usable_with_prefix, "bool": lambda address: True,
    "broadcast": lambda address: address.at(address.last) if address.size > 2 else None,
    "cidr": lambda address: str(address.network), "cidr_lookup": refused, "first_usable": at(first_usable),
    "gateway": usable_with_prefix, "gw": usable_with_prefix,
    "host": lambda address: address.with_prefix(address.number) if address.size == 1 or of_network(address) else None,
    "host/prefix": usable_with_prefix, "hostmask": hostmask, "hostnet": usable_with_prefix, "int": number,
    "ip": host_only, "ip/prefix": within(lambda address: str(address.network)),
    "ip_netmask": within(pair("ip", "netmask")), "ipv4": as_ipv4, "ipv6": as_ipv6, "last_usable": at(last_usable),
    "link-local": given_if(lambda address: address.network.is_link_local()), "lo": loopback,
    "loopback": loopback, "multicast": given_if(lambda address: address.network.is_multicast()),
    "net": lambda address: str(address.network) if address.is_network else None,
    "netmask": lambda address: str(address.network.netmask), "network": own, "network/prefix": subnet,
    "network_id": own, "network_netmask": pair("network", "netmask"),
    "network_wildcard": pair("network", "hostmask"), "next_usable": lambda address: step(address, 1), "peer": peer,
    "prefix": lambda address: address.prefix, "previous_usable": lambda address: step(address, -1),
    "private": given_if(lambda address: not address.is_global),
    "public": given_if(lambda address: address.is_global and address.network.is_unicast()),
    "range_usable": range_usable, "revdns": lambda address: address.network.ip.reverse_dns,
    "router": usable_with_prefix, "size": lambda address: address.size,
    "size_usable": lambda address: 2 if address.is_pair else max(0, address.size - 2), "subnet": subnet,
    "type": lambda address: "network" if address.is_network else "address",
    "unicast": given_if(lambda address: address.network.is_unicast()), "version": lambda address: address.version,
    "wildcard": hostmask, "wrap": wrapped,
}  # fmt: skip
FILTERS = {"ipaddr": ipaddr, "ipv4": ipv4, "ipv6": ipv6, "ipwrap": ipwrap}
