"""The protocol between a session and a runner: JSON, one message a line, both ways.

    to a runner:    settings line        {"slots", "share"} first of all, behind the bundle
                    task                 id, label, module, params, after, behind, exclusive, mode,
                                         env, timeout, soft
                    content              sha256, data (base64), end, error (why it cannot be had)
                    drawn                what a check has drawn through another runner of the host
    from a runner:  hello                python, uid
                    piece                id, data (base64) of a file that the task sends
                    result               id, outcome (status, changes, commands, result, message, waits_for, ...)
                    want                 sha256
                    alive                while tasks are at work
                    lost                 the runner for the user `as` is gone
A message `for` a user is passed on by a runner that is root to its runner for that user; `as` names who speaks.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

Message = dict[str, Any]

# Bytes of content a message carries.
PIECE = 48 * 1024

_encoder = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def encode(message: Message) -> bytes:
    """A message as a line."""
    return _encoder.encode(message).encode() + b"\n"


def contents(digest: str, data: bytes) -> Iterator[Message]:
    """The messages that carry a content."""
    pieces = range(0, max(len(data), 1), PIECE)
    for start in pieces:
        piece = base64.b64encode(data[start : start + PIECE]).decode()
        yield {"op": "content", "sha256": digest, "data": piece, "end": start + PIECE >= len(data)}


class Lines:
    """Cuts a stream of bytes into messages; lines that are no message (a login banner) are dropped."""

    def __init__(self) -> None:
        # The line that is not complete yet, in the pieces that it came in: a long one has very many.
        self.rest: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete with this data."""
        if b"\n" not in data:
            self.rest.append(data)
            return
        *lines, rest = b"".join([*self.rest, data]).split(b"\n")
        self.rest = [rest]
        for line in lines:
            if line.startswith(b"{"):
                try:
                    yield json.loads(line)
                except ValueError:
                    continue
