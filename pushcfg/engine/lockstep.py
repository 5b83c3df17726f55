"""Hosts that keep together among handlers: none begins one while another is still at one above it.

So do those of `strategy: linear`, and those of a play with a handler that runs once for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

# The round of a flush, and the place of a handler in the list.
Place = tuple[float, int]
START: Place = (0, -1)
END: Place = (float("inf"), 0)


class Lockstep:
    """One flush: how far each of its hosts has come."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self.places = dict.fromkeys(hosts, START)
        self.moved = asyncio.Event()

    def reach(self, host: str, place: Place) -> None:
        """A host is as far as this."""
        self.places[host] = place
        self.moved.set()
        self.moved = asyncio.Event()

    def beside(self, host: str) -> list[str]:
        """The hosts that are exactly as far as this one, in the order of the play."""
        return [other for other, place in self.places.items() if place == self.places[host]]

    async def wait(self, host: str) -> None:
        """Wait until every other host is as far as this one."""
        while min(self.places.values()) < self.places[host]:
            await self.moved.wait()
