"""What is probably wrong with a line that YAML cannot read, and how to write it."""

from __future__ import annotations

import re

TEMPLATE_HINT = 'quote the value: "{{ … }}"'

_UNQUOTED_TEMPLATE = re.compile(r"(?:^|[:\-]\s+)\s*(\{\{.*)")
_TAB = re.compile(r"^ *(\t)")
_QUOTED_START = re.compile(r"(?:^|[:\-]\s+)\s*([\"'])(?:(?!\1).)*\1\s*[^\s:#,\]}]")
_CANNOT_START = re.compile(r"found character .* cannot start any token")


def hint_for(problem: str, line: str) -> str:
    """What to do about a problem that the YAML parser reports in a line."""
    if _TAB.match(line):
        return "indent with spaces, never with tabs"
    if _UNQUOTED_TEMPLATE.search(line):
        return TEMPLATE_HINT
    if "quoted scalar" in problem:
        return "close the quote that opens here"
    if _QUOTED_START.search(line):
        return "put the whole value between quotes of the other kind"
    if "mapping values are not allowed" in problem:
        return "quote a value that contains ': ', and indent the keys of one mapping alike"
    if _CANNOT_START.search(problem):
        return "quote a value that begins with @, `, % or a tab"
    if "undefined alias" in problem:
        return "quote a value that begins with *, or define the anchor above"
    if "another document" in problem:
        return "write one document a file: move what follows the second --- elsewhere"
    if "flow" in problem or "',' or" in problem:
        return "check that every bracket is closed and that commas stand between the elements"
    return "check the indentation: keys of one mapping and dashes of one list stand in the same column"


def sentence(context: str | None, problem: str | None) -> str:
    """The parser's own words as one line."""
    parts = [part.strip() for part in (context, problem) if part]
    return re.sub(r"\s+", " ", ", ".join(parts)) or "this is not YAML"
