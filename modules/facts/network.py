"""Network interfaces, their addresses, and the ways out."""

import os
import socket

from . import netlink
from .files import content, exists, names

FOLDER = "/sys/class/net/"
TYPES = {"1": "ether", "32": "infiniband", "512": "ppp", "772": "loopback", "65534": "tunnel"}
SECONDARY = 0x01
PROMISCUOUS = 0x100
# Whichever way these go is the default way.
FAR_AWAY = ((socket.AF_INET, "8.8.8.8"), (socket.AF_INET6, "2404:6800:400a:800::1012"))


def collect(system, setting):
    """interfaces, one fact for each, default_ipv4 and _ipv6, all_ipv4_ and all_ipv6_addresses, ..."""
    numbers = dict(socket.if_nameindex())
    devices = {name: device(system, name) for name in numbers.values()}
    defaults = {family: way_out(family, target, numbers) for family, target in FAR_AWAY}
    # `ip` lists the primary addresses of an interface first.
    found = sorted(netlink.addresses(), key=lambda one: (one.index, one.family, one.flags & SECONDARY))
    every = {socket.AF_INET: [], socket.AF_INET6: []}
    for one in found:
        name = numbers.get(one.index)
        if name is None or one.family not in every:
            continue
        told = ipv4(one) if one.family == socket.AF_INET else ipv6(one)
        (add_ipv4 if one.family == socket.AF_INET else add_ipv6)(devices, name, one, told)
        if not one.local.startswith("127.") and one.local != "::1":
            every[one.family].append(one.local)
        complete(defaults[one.family], one, told, devices[name], name)
    facts = {name.replace(":", "_"): told for name, told in devices.items()}
    return dict(
        facts, interfaces=sorted(facts), default_ipv4=defaults[socket.AF_INET], default_ipv6=defaults[socket.AF_INET6],
        all_ipv4_addresses=every[socket.AF_INET], all_ipv6_addresses=every[socket.AF_INET6],
        locally_reachable_ips={"ipv4": reachable(socket.AF_INET), "ipv6": reachable(socket.AF_INET6)})


def device(system, name):
    """What /sys tells of an interface."""
    path = FOLDER + name + "/"
    told = {key: content(system, path + key) for key in ("address", "mtu", "operstate", "type", "speed", "flags")}
    fact = {"device": name, "type": TYPES.get(told["type"], "unknown"), "active": told["operstate"] != "down",
            "promisc": bool(int(told["flags"] or "0", 16) & PROMISCUOUS)}
    if told["mtu"] is not None:
        fact["mtu"] = int(told["mtu"])
    if told["address"] not in (None, "00:00:00:00:00:00"):
        fact["macaddress"] = told["address"]
    if told["speed"] is not None:
        fact["speed"] = int(told["speed"])
    if exists(system, path + "device/driver/module"):
        fact["module"] = os.path.basename(system.realpath(path + "device/driver/module"))
    if exists(system, path + "device"):
        fact["pciid"] = os.path.basename(system.readlink(path + "device"))
    if exists(system, path + "bridge"):
        fact.update(bridge(system, path))
    if exists(system, path + "bonding"):
        fact.update(bond(system, path + "bonding/"))
    if exists(system, path + "bonding_slave"):
        fact["perm_macaddress"] = content(system, path + "bonding_slave/perm_hwaddr") or ""
    return fact


def bridge(system, path):
    """What is special about a bridge."""
    return {"type": "bridge", "interfaces": names(system, path + "brif"),
            "id": content(system, path + "bridge/bridge_id") or "",
            "stp": content(system, path + "bridge/stp_state") == "1"}


def bond(system, path):
    """What is special about a bond."""
    words = {key: (content(system, path + key) or "").split() for key in ("slaves", "mode", "miimon", "lacp_rate")}
    fact = dict({key: (words[key] or [""])[0] for key in ("mode", "miimon", "lacp_rate")},
                type="bonding", slaves=words["slaves"])
    primary = content(system, path + "primary")
    if primary is not None:
        fact.update(primary=primary, all_slaves_active=content(system, path + "all_slaves_active") == "1")
    return fact


def ipv4(one):
    """An IPv4 address as a fact; an address with another one at the far end has no net around it."""
    prefix = one.prefix if one.local == one.peer else 32
    mask = (1 << 32) - (1 << 32 >> prefix)
    number = int.from_bytes(socket.inet_aton(one.local), "big")
    return {"address": one.local, "prefix": str(prefix), "netmask": dotted(mask), "network": dotted(number & mask),
            "broadcast": one.broadcast if one.local == one.peer else ""}


def dotted(number):
    """An IPv4 address of a number."""
    return socket.inet_ntoa(number.to_bytes(4, "big"))


def ipv6(one):
    """An IPv6 address as a fact."""
    return {"address": one.local, "prefix": str(one.prefix), "scope": one.scope}


def add_ipv4(devices, name, one, told):
    """Put an address where Ansible has it: by its label, secondary ones in a list of their own."""
    label = one.label or name
    if label != name:
        devices[label] = {}
    if not one.flags & SECONDARY and "ipv4" not in devices[label]:
        devices[label]["ipv4"] = told
        return
    devices[label].setdefault("ipv4_secondaries", []).append(told)
    if one.flags & SECONDARY and label != name:
        devices[name].setdefault("ipv4_secondaries", []).append(told)


def add_ipv6(devices, name, one, told):
    """Put an address into the list of its interface."""
    devices[name].setdefault("ipv6", []).append(told)


def way_out(family, target, numbers):
    """Interface, gateway and own address on the way to the target; {} if there is no way."""
    try:
        route = netlink.route_to(family, target)
    except OSError:
        return {}
    if route is None or route.index is None:
        return {}
    fact = {"interface": numbers.get(route.index), "address": route.source, "gateway": route.gateway}
    return {key: value for key, value in fact.items() if value is not None}


def complete(default, one, told, fact, name):
    """Add to a default route what its own address and interface tell."""
    if default.get("address") != one.local:
        return
    default.update({key: value for key, value in told.items() if key != "address"})
    default.update(macaddress=fact.get("macaddress", "00:00:00:00:00:00"), mtu=fact.get("mtu"),
                   type=fact.get("type", "unknown"))
    if one.family == socket.AF_INET:
        default["alias"] = one.label or name


def reachable(family):
    """The addresses and nets that are this host itself, as `ip route` writes them."""
    full = 32 if family == socket.AF_INET else 128
    found = []
    try:
        for route in netlink.local_routes(family):
            host = "%s/%d" % (route.destination, route.prefix) if route.prefix != full else route.destination
            told = "default" if route.destination is None else host
            if told not in found:
                found.append(told)
    except OSError:
        pass  # no IPv6 in this kernel
    return found
