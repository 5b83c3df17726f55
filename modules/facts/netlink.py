"""Addresses and routes from the kernel, by rtnetlink(7): what `ip` prints, without starting it."""

import os
import socket
import struct
from collections import namedtuple

# `index` is the interface's number, `local` the own address, `peer` the other end's or the own address again.
Address = namedtuple("Address", "family index prefix flags scope local peer broadcast label")
# `destination` is None for the default route; `prefix` its length.
Route = namedtuple("Route", "family table kind destination prefix gateway source index")

NEWADDR, GETADDR, NEWROUTE, GETROUTE = 20, 22, 24, 26
ERROR, DONE = 2, 3
REQUEST, DUMP = 0x1, 0x300
LOCAL_TABLE, LOCAL_KIND = 255, 2
SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
SOL_NETLINK, STRICT = 270, 12


def addresses():
    """All addresses, in the kernel's order."""
    request = struct.pack("=BBBBI", socket.AF_UNSPEC, 0, 0, 0, 0)
    return [address(body) for body in ask(GETADDR, DUMP, request, NEWADDR)]


def address(body):
    """One Address of the bytes of a message (ifaddrmsg and attributes)."""
    family, prefix, flags, scope, index = struct.unpack_from("=BBBBI", body)
    found = attributes(body, 8)
    peer = text(family, found.get(1))
    label = found.get(3, b"").rstrip(b"\0").decode("utf-8", "surrogateescape")
    if 8 in found:
        flags = struct.unpack("=I", found[8])[0]
    return Address(family, index, prefix, flags, SCOPES.get(scope, str(scope)), text(family, found.get(2)) or peer,
                   peer, text(family, found.get(4)) or "", label)


def local_routes(family):
    """The routes to what is this host itself."""
    request = struct.pack("=BBBBBBBBI", family, 0, 0, 0, LOCAL_TABLE, 0, 0, LOCAL_KIND, 0)
    found = [route(body) for body in ask(GETROUTE, DUMP, request, NEWROUTE, strict=True)]
    return [one for one in found if one.family == family and (one.table, one.kind) == (LOCAL_TABLE, LOCAL_KIND)]


def route_to(family, target):
    """The Route that a packet to this address (text) would take; None if there is none."""
    packed = socket.inet_pton(family, target)
    request = struct.pack("=BBBBBBBBI", family, len(packed) * 8, 0, 0, 0, 0, 0, 0, 0)
    request += struct.pack("=HH", 4 + len(packed), 1) + packed
    found = ask(GETROUTE, 0, request, NEWROUTE)
    return route(found[0]) if found else None


def route(body):
    """One Route of the bytes of a message (rtmsg and attributes)."""
    family, prefix, _, _, table, _, _, kind, _ = struct.unpack_from("=BBBBBBBBI", body)
    found = attributes(body, 12)
    index = struct.unpack("=I", found[4])[0] if 4 in found else None
    if 15 in found:
        table = struct.unpack("=I", found[15])[0]
    gateway = text(family, found.get(5))
    if gateway is None and 18 in found:
        # RTA_VIA: a gateway of another family, after two bytes that name it.
        gateway = text(struct.unpack_from("=H", found[18])[0], found[18][2:])
    return Route(family, table, kind, text(family, found.get(1)), prefix, gateway, text(family, found.get(7)), index)


def attributes(body, start):
    """{type: bytes} of the attributes behind a message's head."""
    found = {}
    while start + 4 <= len(body):
        length, kind = struct.unpack_from("=HH", body, start)
        if length < 4:
            break
        found[kind & 0x3fff] = body[start + 4:start + length]
        start += (length + 3) & ~3
    return found


def text(family, packed):
    """An address as text; None for none."""
    return socket.inet_ntop(family, packed) if packed else None


def ask(kind, flags, request, wanted, strict=False):
    """The bodies of the messages of type `wanted` that answer; none for an error."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0) as connection:
        connection.settimeout(2.0)
        if strict:
            try:
                connection.setsockopt(SOL_NETLINK, STRICT, 1)
            except OSError:
                pass  # a kernel before 4.20 sends all routes, and the caller picks
        connection.bind((0, 0))
        connection.send(struct.pack("=IHHII", 16 + len(request), kind, REQUEST | flags, 1, 0) + request)
        bodies = []
        while True:
            data = connection.recv(262144)
            start = 0
            while start + 16 <= len(data):
                length, found, more, _, _ = struct.unpack_from("=IHHII", data, start)
                if found == DONE:
                    return bodies
                if found == ERROR:
                    number = -struct.unpack_from("=i", data, start + 16)[0]
                    if number:
                        raise OSError(number, os.strerror(number))
                    return bodies
                if found == wanted:
                    bodies.append(data[start + 16:start + length])
                if not more & 0x2:
                    return bodies
                start += (length + 3) & ~3
