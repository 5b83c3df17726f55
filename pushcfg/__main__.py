"""The command `pushcfg`, and what a signal does until a run has handlers of its own."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line, and exit; a polite end counts as a keyboard's interrupt, also while this is imported."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, interrupt)
    try:
        from pushcfg.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(INTERRUPTED)
    finally:
        # After an interrupt within an exec of text, such as dataclasses do, `python -m` would die of the signal instead
        # of ending with the exit code, unless another exec has begun.
        exec("")  # noqa: S102


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """End as a keyboard's interrupt does: what was begun is undone."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
