"""Which console fits a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from pushcfg.sinks.plain import Plain
from pushcfg.sinks.wording import Detail

if TYPE_CHECKING:
    from pushcfg.sinks.live import Live


def console(stream: TextIO, detail: Detail) -> Plain | Live:
    """The live console on a terminal, plain lines anywhere else."""
    if not stream.isatty():
        return Plain(stream, detail)
    # rich takes longer to import than many a run takes.
    from pushcfg.sinks.live import Live

    return Live(stream, detail)
