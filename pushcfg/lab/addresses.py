"""Addresses of 127.0.0.0/8 for the hosts of a lab, claimed by listening on them."""

from __future__ import annotations

import socket

from pushcfg.errors import LabError
from pushcfg.lab.state import PORT

FIRST, LAST = 77, 250  # the second byte is the lab's: 127.77.0.1 is a first host
A_BLOCK = 250


def claim(count: int) -> list[socket.socket]:
    """A listening socket for each host, all in the first block of addresses where none is taken."""
    for lab in range(FIRST, LAST):
        listeners: list[socket.socket] = []
        try:
            for index in range(count):
                listeners.append(socket.create_server((address(lab, index), PORT), backlog=256))
        except OSError:
            for listener in listeners:
                listener.close()
        else:
            return listeners
    raise LabError(f"no block of {count} free addresses from 127.{FIRST}.0.1 on", hint="pushcfg lab list")


def address(lab: int, index: int) -> str:
    """The address of a lab's host, counted from 0."""
    high, low = divmod(index, A_BLOCK)
    return f"127.{lab}.{high}.{low + 1}"
