"""Where secrets are in a text: in any form, over line breaks, and cut off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pushcfg.masking.encoded import encoded
from pushcfg.masking.forms import SHORTEST, SHORTEST_PART, forms

MASK: Final = "********"
# These say one bit, which everything else says, too.
NEVER: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none"})
# With more beginnings than that, a pattern takes longer to make than it saves.
MOST_HEADS: Final = 400
# Texts up to this length come again and again; so many of them are kept.
SHORT_TEXT: Final = 300
KEPT: Final = 20_000
# Line breaks as they are, then also as JSON writes them, and what is between the parts of a text that was wrapped
# there: nothing, as in base64; one space, as in folded YAML; a backslash, as in quoted YAML and in shells.
BREAKS: Final = (
    ("\n", re.compile(r"(?:\r?\n[ \t]*)+"), ""),
    ("\n", re.compile(r"(?:[ \t]*\r?\n)+[ \t]*"), " "),
    ("\\\n", re.compile(r"\\\n[ \t]*(?:\\(?=[ \t]))?"), ""),
    ("\\n", re.compile(r"(?:(?:\r?\n|(?:\\r)?\\n)[ \t]*)+"), ""),
    ("\\n", re.compile(r"(?:[ \t]*(?:\r?\n|(?:\\r)?\\n))+[ \t]*"), " "),
)
# What stands where a text was cut off.
CUT: Final = re.compile(r"…|\.\.\.")

Spans = list[tuple[int, int]]


class Searcher:
    """Finds secrets, which can be added at any time.

    Every form is kept under its first characters and its length; the text is searched for these beginnings, so that
    it hardly matters how many secrets there are.
    """

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self._heads: dict[str, dict[int, set[str]]] = {}
        self._words: set[str] = set()
        self._word: re.Pattern[str] | None = None
        self._head: re.Pattern[str] | None = None
        self._kept: dict[str, str] = {}

    def add(self, secret: str) -> None:
        """Find this from now on, too; what is no more than a sign or a yes or no is no secret."""
        bare = secret.strip()
        if secret in self.secrets or len(bare) < 2 or bare.lower() in NEVER:
            return
        if len(secret) < SHORTEST and not any(map(str.isalnum, secret)):
            return
        self.secrets.add(secret)
        if len(secret) < SHORTEST:
            self._words.add(secret)
        else:
            for form in forms(secret):
                self._heads.setdefault(form[:SHORTEST], {}).setdefault(len(form), set()).add(form)
        self._word = self._head = None
        self._kept.clear()

    def mask(self, text: str) -> str:
        """The text with MASK in the place of every secret."""
        if len(text) > SHORT_TEXT:
            return self._masked(text)
        known = self._kept.get(text)
        if known is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            known = self._kept[text] = self._masked(text)
        return known

    def _masked(self, text: str) -> str:
        return replaced(text, self._spans(text))

    def mask_lines(self, lines: Sequence[str]) -> list[str]:
        """As mask, for the lines of one text: a secret may begin in one of them and end in another."""
        spans, found, start = self._spans("\n".join(lines)), [], 0
        for line in lines:
            end = start + len(line)
            own = [(max(first, start) - start, min(last, end) - start) for first, last in spans
                   if first < end and last > start]  # fmt: skip
            found.append(replaced(line, own))
            start = end + 1
        return found

    def _spans(self, text: str) -> Spans:
        return merged([*self._long(text), *self._whole_words(text)])

    def _long(self, text: str) -> Spans:
        """Where secrets are that are no short words."""
        if not self._heads:
            return []
        spans = [*self._in(text), *self._encoded(text)]
        for mark, pattern, between in BREAKS:
            if mark in text:
                spans += self._across(text, pattern, between)
        return spans

    def _encoded(self, text: str) -> Iterator[tuple[int, int]]:
        """Where what is in base64 has secrets, in whatever form."""
        for found in encoded(text):
            for first, last in self._long(found.said):
                yield found.place(first, last)

    def _whole_words(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._words:
            return iter(())
        if self._word is None:
            longest = sorted(self._words, key=len, reverse=True)
            self._word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
        return (found.span() for found in self._word.finditer(text))

    def _in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where forms of secrets are, however they overlap; and where one was cut off."""
        cuts = [found.start() for found in CUT.finditer(text)]
        for start in self._beginnings(text):
            under = self._heads[text[start : start + SHORTEST]]
            length = max((size for size, kept in under.items() if text[start : start + size] in kept), default=0)
            for end in cuts[bisect_right(cuts, start + SHORTEST_PART - 1) :]:
                if not begins_with(text[start:end], under):
                    break
                length = max(length, end - start)
            if length:
                yield start, start + length

    def _beginnings(self, text: str) -> Iterable[int]:
        heads = self._heads
        if len(heads) > MOST_HEADS:
            return [at for at in range(len(text) - SHORTEST + 1) if text[at : at + SHORTEST] in heads]
        if not heads:
            return ()
        if self._head is None:
            self._head = re.compile(alternatives(heads))
        return [found.start() for found in self._head.finditer(text)]

    def _across(self, text: str, pattern: re.Pattern[str], between: str) -> Iterator[tuple[int, int]]:
        """Where secrets are in the text without its line breaks, as places in the text with them."""
        breaks = [found.span() for found in pattern.finditer(text)]
        if not breaks:
            return
        pieces, starts, places, done, length = [], [], [], 0, 0
        for start, end in [*breaks, (len(text), len(text))]:
            piece = text[done:start] + (between if end > start else "")
            pieces.append(piece)
            starts.append(length)
            places.append(done)
            length += len(piece)
            done = end
        whole = "".join(pieces)
        for first, last in (*self._in(whole), *(self._encoded(whole) if not between else ())):
            one, other = bisect_right(starts, first) - 1, bisect_right(starts, last - 1) - 1
            if one != other:
                yield places[one] + first - starts[one], places[other] + last - starts[other]


def begins_with(part: str, forms: Mapping[int, Iterable[str]]) -> bool:
    """Whether one of the forms, which are given by their length, goes on behind this part of it."""
    return any(form.startswith(part) for size, kept in forms.items() if size > len(part) for form in kept)


def replaced(text: str, spans: Spans) -> str:
    """The text with MASK in the place of these spans."""
    if not spans:
        return text
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], MASK]
        done = end
    return "".join([*pieces, text[done:]])


def alternatives(heads: Iterable[str]) -> str:
    """A pattern that matches the first character of each of these texts of several.

    One branch for each first character: the search then skips what none begins with.
    """
    branches: dict[str, list[str]] = {}
    for head in sorted(heads):
        branches.setdefault(head[0], []).append(re.escape(head[1:]))
    return "|".join(f"{re.escape(first)}(?={'|'.join(rest)})" for first, rest in branches.items())


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The spans in order, with those that overlap or touch as one."""
    found: Spans = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
