"""An editor on a secret: in a private folder, whose content is gone when it ends, however it ends."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pushcfg.errors import UsageError
from pushcfg.vault.rewriting import private_folder

# What would end this process without a chance to clean up.
DEADLY = (signal.SIGTERM, signal.SIGHUP)


def edited(plain: bytes, path: Path) -> bytes:
    """What an editor makes of a content; `path` gives the open file its name, by which editors know the language."""
    with ended_in_order(), private_folder() as folder:
        file = folder / path.name
        file.touch(mode=0o600)
        file.write_bytes(plain)
        run_editor(file)
        return file.read_bytes()


def run_editor(file: Path) -> None:
    """Let somebody edit a file; UsageError if the editor cannot be started or ends in error."""
    words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        code = subprocess.run([*words, str(file)], check=False).returncode
    except OSError as error:
        raise UsageError(f"the editor {words[0]} cannot be started: {error.strerror}",
                         hint="name one in the variable EDITOR") from None
    if code:
        raise UsageError(f"the editor {words[0]} ended with {code}: nothing is changed")


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Turn deadly signals into an orderly end while this lasts."""

    def end(number: int, frame: Any) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, end) for number in DEADLY}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
