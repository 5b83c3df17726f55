"""The operator at the terminal, whom a playbook can ask: the module `pause` with a prompt."""

from __future__ import annotations

import asyncio
import os
import sys
import termios
from collections.abc import Awaitable, Callable

import click

from pushcfg.sinks import Fanout


def operator(sinks: Fanout) -> Callable[[str, bool], Awaitable[str]] | None:
    """Asks who sits at the terminal; None where nobody does."""
    if not sys.stdin.isatty():
        return None

    async def ask(text: str, echo: bool) -> str:
        """The line that is typed; what is drawn on the terminal keeps still meanwhile."""
        sinks.quiet(True)
        try:
            return await typed(sys.stdin.fileno(), f"{text}{'' if echo else ' (not shown)'}: ", echo)
        finally:
            sinks.quiet(False)

    return ask


async def typed(terminal: int, question: str, echo: bool) -> str:
    """One line from a terminal, which is as it was before when the line has come."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[bytes] = loop.create_future()

    def read() -> None:
        if not line.done():
            line.set_result(os.read(terminal, 4096))

    before = termios.tcgetattr(terminal)
    if not echo:
        silent = list(before)
        silent[3] &= ~termios.ECHO
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
    loop.add_reader(terminal, read)
    try:
        # Not before: whoever sees the question may answer at once.
        click.echo(question, err=True, nl=False)
        return (await line).decode("utf-8", "replace").rstrip("\r\n")
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        if not echo:
            click.echo("", err=True)
