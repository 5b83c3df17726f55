"""Text that came from hosts and playbooks, made safe to print."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any, TextIO

# What moves the cursor, changes colours, hides or turns round text, and what no encoding can write.
UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def clean(text: str) -> str:
    """One line: newlines and control characters become escapes such as \\x1b."""
    if text.isprintable():
        return text
    return UNSAFE.sub(lambda found: repr(found[0])[1:-1], text)


def clean_lines(text: str) -> list[str]:
    """The lines of a text, each cleaned; a newline at the end ends the last line."""
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [clean(line) for line in lines]


def as_json(value: Any) -> str:
    """A value as JSON on several lines, in a readable way."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def plural(count: int, word: str) -> str:
    """`1 host`, `2 hosts`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


class Output:
    """A stream that never fails a run: it takes any text, and ends quietly when nobody reads any more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"
        self._ended = False

    def write(self, text: str) -> int:
        """Write what the encoding can say, and the rest as escapes."""
        if not self._ended:
            encodable = text.encode(self.encoding, "backslashreplace").decode(self.encoding)
            self._try(lambda: self._stream.write(encodable))
        return len(text)

    def flush(self) -> None:
        """Let the reader have it now."""
        if not self._ended:
            self._try(self._stream.flush)

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The number of its file."""
        return self._stream.fileno()

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except OSError:
            self._ended = True
            self._discard()

    def _discard(self) -> None:
        # What is still buffered would fail again when Python exits, and change the exit code.
        try:
            number = self._stream.fileno()
        except OSError:
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
