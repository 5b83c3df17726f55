"""From loaded plays to an exit code: the engine on an event loop, with sinks to watch it."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from pushcfg.cli.operator import operator
from pushcfg.engine import Options, Run
from pushcfg.events import HostSummary
from pushcfg.inventory import Inventory
from pushcfg.masking import Masker
from pushcfg.playbook import Play
from pushcfg.sinks import Detail, Fanout, JsonLines, Sink, console
from pushcfg.vault import Keyring

CHANGES, FAILED, UNREACHABLE, INTERRUPTED = 3, 4, 5, 130
# Seconds between two looks at the clock, for a display that goes on while hosts are at work.
TICK = 0.1
# New objects after which Python looks for rings of them that nobody needs: a run makes many and few such rings, and
# 700, as Python has it, is a tenth of the time of a large one.
COLLECTED_AT = 50_000


def execute(
    plays: Sequence[Play], inventory: Inventory, options: Options, playbook: Path, as_json: bool,
    masker: Masker, keyring: Keyring, lines: Sink | None = None, reload: Callable[[], Inventory] | None = None,
) -> int:  # fmt: skip
    """Run plays, and return the exit code. InputError if something is wrong before any host is touched.

    `lines` takes the place of the usual console; `reload` reads the inventory anew.
    """
    detail = Detail(options.verbosity, options.diff)
    sinks = Fanout([JsonLines(sys.stdout) if as_json else lines or console(sys.stdout, detail)])
    for secret in (options.password, options.become_password):
        masker.add(secret or "")
    masker.leave([str(playbook), *inventory.hosts, *names(plays)])
    prepared = False

    async def main() -> tuple[HostSummary, ...]:
        nonlocal prepared
        run = Run(plays, inventory, options, sinks.take, playbook, masker=masker, keyring=keyring, reload=reload,
                  ask=operator(sinks))
        with uncollected():
            run.prepare()
        prepared = True
        this = asyncio.current_task()
        if this is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
        ticking = asyncio.ensure_future(tick(sinks))
        try:
            return await run.go()
        finally:
            ticking.cancel()

    gc.set_threshold(COLLECTED_AT)
    try:
        summaries = asyncio.run(main())
    except (KeyboardInterrupt, asyncio.CancelledError):
        if not prepared:
            click.echo("interrupted; no host was touched", err=True)
        return INTERRUPTED
    finally:
        if prepared:
            sinks.close()
    return exit_code(summaries, options.check)


@contextmanager
def uncollected() -> Iterator[None]:
    """While much is made that lives as long as the run: nobody need look through that, now or later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def names(plays: Sequence[Play]) -> Iterator[str]:
    """The names of plays and tasks that stand in the playbook as they are shown."""
    for play in plays:
        labels = [play.name, *(task.label for task in play.tasks())]
        yield from (label for label in labels if "{{" not in label and "{%" not in label)


async def tick(sinks: Fanout) -> None:
    """Let the display move on."""
    while True:
        await asyncio.sleep(TICK)
        sinks.tick(time.monotonic())


def exit_code(summaries: Sequence[HostSummary], check: bool) -> int:
    """The exit code that a run's summaries stand for."""
    if any(summary.failed for summary in summaries):
        return FAILED
    if any(summary.unreachable for summary in summaries):
        return UNREACHABLE
    if check and any(summary.changed or summary.unknown for summary in summaries):
        return CHANGES
    return 0
