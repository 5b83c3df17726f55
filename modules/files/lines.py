"""Where a line belongs in a file, and how it gets there: lists of lines (bytes) in, lists out."""

from ..core.failure import Failure


class Line:
    """One line that a file should have.

    `matches` tells of a line whether it is the one to replace (None: no such test); `anchor` is the pattern of the
    line to insert it next to (None: no such pattern); `where` is after, before, begin or end; `first` takes
    the first of several matches, else the last.
    """

    def __init__(self, text, matches=None, anchor=None, where="end", first=False, backrefs=False):
        self.text = text
        self.matches = matches
        self.anchor = anchor
        self.where = where
        self.first = first
        self.backrefs = backrefs

    def placed(self, lines):
        """(lines with this one in place, what was done: line added, line replaced, or nothing)."""
        at, match = self.find(lines)
        beside = None
        if at is None:
            at, beside = self.look_around(lines)
        if at is not None:
            return self.replaced(lines, at, match)
        if self.backrefs:
            return lines, ""
        return self.added(lines, beside)

    def find(self, lines):
        """(number of the line to replace, its match), or (None, None)."""
        found = None, None
        for number, line in enumerate(lines):
            match = self.matches(line) if self.matches is not None else None
            if match:
                found = number, match
                if self.first:
                    break
        return found

    def look_around(self, lines):
        """(number of this very line or None, number where it would be inserted or None)."""
        same = beside = None
        for number, line in enumerate(lines):
            if line.rstrip(b"\r\n") == self.text:
                same = number
            elif self.anchor is not None and self.anchor.search(line):
                beside = number + (self.where == "after")
                if self.first:
                    break
        return same, beside

    def replaced(self, lines, at, match):
        """The lines with the one at this place replaced."""
        new = self.expanded(match) if self.backrefs and match else self.text
        new = new if new.endswith(b"\n") else new + b"\n"
        if lines[at] == new:
            return lines, ""
        return lines[:at] + [new] + lines[at + 1:], "line replaced"

    def expanded(self, match):
        """The text with the groups of the match filled in."""
        import re
        try:
            return match.expand(self.text)
        except (re.error, IndexError) as error:
            raise Failure("line does not go with the groups of regexp: %s" % error)

    def added(self, lines, beside):
        """The lines with this one where it belongs, unless it is there already."""
        new = self.text + b"\n"
        if self.where == "begin":
            at = 0
        elif self.where == "end" or beside is None:
            open_end = bool(lines) and lines[-1][-1:] not in (b"\n", b"\r")
            return lines + [b"\n"] * open_end + [new], "line added"
        else:
            at = beside
            if self.where == "after" and at < len(lines) and lines[at].rstrip(b"\r\n") == self.text:
                return lines, ""
        return lines[:at] + [new] + lines[at:], "line added"
