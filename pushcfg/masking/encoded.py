"""Texts in base64 within a text, and what they say: a file as slurp returns it, a key of a Kubernetes secret."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

# Shorter ones are words of other kinds.
RUN: Final = re.compile(r"[A-Za-z0-9+/]{16,}")


@dataclass(frozen=True)
class Encoded:
    """One of them: where it begins, its length, and what it says."""

    start: int
    length: int
    said: str

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where a part of what it says is in the text around it: every four characters are three bytes."""
        before, through = (len(self.said[:end].encode()) for end in (first, last))
        return self.start + before // 3 * 4, self.start + min(-(-through // 3) * 4, self.length)


def encoded(text: str) -> Iterator[Encoded]:
    """All of them in a text; what says no text is left out."""
    for found in RUN.finditer(text):
        run = found.group()
        if len(run) % 4 == 1:
            run = run[:-1]
        said = binascii.a2b_base64(run + "=" * (-len(run) % 4))
        with suppress(UnicodeDecodeError):
            # The last character may be cut off.
            yield Encoded(found.start(), len(run), codecs.utf_8_decode(said, "strict", False)[0])
