"""The tests of ansible.utils: what kind of address a text is, and in which networks it lies."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from pushcfg.template.filters.arguments import Function, is_list

MAC = re.compile(
    r"[0-9a-f]{2}([-:])[0-9a-f]{2}(\1[0-9a-f]{2}){4}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|[0-9a-f]{12}", re.IGNORECASE
)


def address(value: Any) -> Any:
    """The one address that a text stands for, or None."""
    try:
        return ipaddress.ip_address(value) if isinstance(value, str) else None
    except ValueError:
        return None


def network(value: Any) -> Any:
    """The network that a text stands for, which may be of one address, or None."""
    try:
        return ipaddress.ip_network(value) if isinstance(value, str) else None
    except ValueError:
        return None


def has(attribute: str) -> Callable[[Any], bool]:
    """A test of a property that Python's addresses have; those that have no such property fail it."""
    return lambda value: bool(getattr(address(value), attribute, False))


def of_version(read: Callable[[Any], Any], *versions: int) -> Callable[[Any], bool]:
    """A test of what kind of address it is."""

    def test(value: Any) -> bool:
        found = read(value)
        return found is not None and found.version in versions

    return test


def netmask(value: Any) -> bool:
    """Whether this is a mask of version 4 that begins with ones."""
    found = address(value)
    return found is not None and found.version == 4 and (int(found) == 0xFFFFFFFF or is_run(~int(found) & 0xFFFFFFFF))


def hostmask(value: Any) -> bool:
    """Whether this is a mask of version 4 that ends with ones."""
    found = address(value)
    return found is not None and found.version == 4 and is_run(int(found))


def is_run(number: int) -> bool:
    """Whether a number is nothing but ones at its end, and neither none nor 32 of them."""
    return number & (number + 1) == 0 and 0 < number < 0xFFFFFFFF


def within(value: Any, around: Any) -> bool:
    """Whether an address or network lies within another network."""
    inner, outer = network(value), network(around)
    return (
        inner is not None and outer is not None and inner.version == outer.version and bool(inner.subnet_of(outer))
    )


def around(value: Any, inner: Any) -> bool:
    """Whether a network has another within it."""
    return within(inner, value)


def hits(value: Any, networks: Any) -> int:
    """In how many of the networks it lies; a text is none."""
    return sum(within(value, one) for one in networks) if is_list(networks) else 0


def in_any_network(value: Any, networks: Any) -> bool:
    """Whether it lies in one or more of the networks."""
    return hits(value, networks) > 0


def in_one_network(value: Any, networks: Any) -> bool:
    """Whether it lies in exactly one of the networks."""
    return hits(value, networks) == 1


def mac(value: Any) -> bool:
    """Whether this is the address of a network card."""
    return MAC.fullmatch(value) is not None


def resolvable(value: Any) -> bool:
    """Whether the controller's resolver finds an address for the name, or a name for the address."""
    import socket

    try:
        if address(value) is not None:
            socket.gethostbyaddr(value)
        else:
            socket.getaddrinfo(value, None)
    except OSError:
        return False
    return True


FUNCTIONS: dict[str, Function] = {
    "in_any_network": in_any_network, "in_network": within, "in_one_network": in_one_network,
    "ip": of_version(network, 4, 6), "ip_address": of_version(address, 4, 6), "ipv4": of_version(network, 4),
    "ipv4_address": of_version(address, 4), "ipv4_hostmask": hostmask, "ipv4_netmask": netmask,
    "ipv6": of_version(network, 6), "ipv6_address": of_version(address, 6), "ipv6_ipv4_mapped": has("ipv4_mapped"),
    "ipv6_sixtofour": has("sixtofour"), "ipv6_teredo": has("teredo"), "loopback": has("is_loopback"), "mac": mac,
    "multicast": has("is_multicast"), "private": has("is_private"), "public": has("is_global"),
    "reserved": has("is_reserved"), "resolvable": resolvable, "subnet_of": within, "supernet_of": around,
    "unspecified": has("is_unspecified"),
}  # fmt: skip
