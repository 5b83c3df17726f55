"""A block of lines between two marker lines: lists of lines (bytes) in, lists out."""

import re


class Block:
    """The lines from `begin` to `end`, both of them markers; no lines at all for a block that is to go.

    `anchor` is the pattern of the line to insert it next to; `where` is after, before, begin or end;
    `spaced` are the sides (before, after) on which an empty line is wanted.
    """

    def __init__(self, begin, end, lines, anchor=None, where="end", spaced=()):
        self.begin = begin
        self.end = end
        self.lines = lines
        self.anchor = anchor
        self.where = where
        self.spaced = spaced

    def placed(self, lines):
        """The lines of a file with this block in its place, and no older state of it."""
        at, lines = self.without(list(lines))
        if at is None:
            at = self.place(lines)
        if at > 0 and not lines[at - 1].endswith(b"\n"):
            lines[at - 1] += b"\n"
        head, tail = lines[:at], lines[at:]
        if "before" in self.spaced and head and head[-1] != b"\n":
            head.append(b"\n")
        if "after" in self.spaced and tail and tail[0] != b"\n":
            tail.insert(0, b"\n")
        return head + self.lines + tail

    def without(self, lines):
        """(number of the line where the block began, the lines without it), or (None, the lines)."""
        begin = [number for number, line in enumerate(lines) if line == self.begin]
        end = [number for number, line in enumerate(lines) if line == self.end]
        if not begin or not end:
            return None, lines
        low, high = sorted((begin[-1], end[-1]))
        return low, lines[:low] + lines[high + 1:]

    def place(self, lines):
        """Where a new block goes."""
        if self.where == "begin":
            return 0
        number = self.anchored(lines) if self.anchor is not None else None
        if number is None:
            return len(lines)
        return number + (self.where == "after")

    def anchored(self, lines):
        """The number of the last line that the anchor matches; a multi-line anchor is looked for in the whole text."""
        if self.anchor.flags & re.MULTILINE:
            text = b"".join(lines)
            match = self.anchor.search(text)
            if match is None:
                return None
            return text.count(b"\n", 0, match.end() if self.where == "after" else match.start())
        return next((number for number in reversed(range(len(lines))) if self.anchor.search(lines[number])), None)
