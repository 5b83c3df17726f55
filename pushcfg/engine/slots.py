"""Slots: how many hosts of a run are at work at the same time."""

from __future__ import annotations

import asyncio


class Slot:
    """One host's slot among those of the run, taken and given back as often as needed."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self.slots = slots
        self.taken = False
        # The walk and what it does in the background may ask for the slot at the same time.
        self.asking = asyncio.Lock()

    async def take(self) -> None:
        """Wait for a slot, unless the host has one."""
        async with self.asking:
            if not self.taken:
                await self.slots.acquire()
                self.taken = True

    def give(self) -> None:
        """Let another host have it."""
        if self.taken:
            self.taken = False
            self.slots.release()
