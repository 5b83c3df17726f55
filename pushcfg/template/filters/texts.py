"""Filters on text: comment, quote, split, and regular expressions."""

from __future__ import annotations

import re
import shlex
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import text_of

STYLES: dict[str, dict[str, Any]] = {
    "plain": {"decoration": "# "},
    "erlang": {"decoration": "% "},
    "c": {"decoration": "// "},
    "cblock": {"beginning": "/*", "decoration": " * ", "end": " */"},
    "xml": {"beginning": "<!--", "decoration": " - ", "end": "-->"},
}


def comment(text: Any, style: str = "plain", **options: Any) -> str:
    """The text as a comment: each line decorated, with lines before and after it as the style has them."""
    if style not in STYLES:
        raise TemplateError(f"there is no style {style!r}", None, f"take one of {', '.join(STYLES)}")
    if not isinstance(text, str):
        raise TypeError(f"a comment is made of text, not of {text!r}")
    edge = options.get("decoration", STYLES[style]["decoration"]).rstrip()
    given = {
        "newline": "\n", "beginning": "", "prefix": edge, "prefix_count": 1, "decoration": "", "postfix": edge,
        "postfix_count": 1, "end": "", **STYLES[style], **options,
    }  # fmt: skip
    newline, decoration, prefix = given["newline"], given["decoration"], given["prefix"]
    body = decoration + text.replace(newline, newline + decoration)
    # A line that is empty has no spaces behind its decoration, except the last.
    body = body.replace(decoration + newline, decoration.rstrip() + newline)
    before = (prefix if prefix == newline else prefix + newline) * int(given["prefix_count"]) if prefix else ""
    return "".join((
        given["beginning"] + newline if given["beginning"] else "",
        before,
        body,
        (newline + given["postfix"]) * given["postfix_count"],
        newline + given["end"] if given["end"] else "",
    ))  # fmt: skip


def quote(value: Any) -> str:
    """The value as one word for a shell."""
    return shlex.quote("" if value is None else text_of(value))


def split(text: str, *arguments: Any, **options: Any) -> list[str]:
    """The parts of a text, as Python's method splits it."""
    return str.split(text, *arguments, **options)


def regex_replace(
    value: Any = "", pattern: Any = "", replacement: Any = "", ignorecase: Any = False, multiline: Any = False,
    count: int = 0, mandatory_count: int = 0,
) -> str:  # fmt: skip
    """The text with what the pattern matches replaced."""
    text = text_of(value)
    replaced, times = compiled(pattern, ignorecase, multiline).subn(replacement, text, count=count)
    if mandatory_count and mandatory_count != times:
        raise TemplateError(f"'{pattern}' should match {mandatory_count} times, but matches {times} times in '{text}'")
    return replaced


def regex_search(value: Any, regex: Any, *groups: Any, **options: Any) -> Any:
    r"""What the pattern matches, or None; with arguments such as '\\1' or '\\g<name>' a list of these groups."""
    wanted = [group_of(group) for group in groups]
    found = compiled(regex, options.get("ignorecase"), options.get("multiline")).search(text_of(value))
    if found is None:
        return None
    return [found.group(group) for group in wanted] if wanted else found.group()


def group_of(argument: str) -> str | int:
    """The group that an argument of regex_search stands for."""
    if named := re.match(r"\\g<(\S+)>", argument):
        return named.group(1)
    if numbered := re.match(r"\\(\d+)", argument):
        return int(numbered.group(1))
    raise TemplateError(f"Unknown argument: {argument}", None, r"name a group as '\\1' or '\\g<name>'")


def regex_findall(value: Any, regex: Any, multiline: Any = False, ignorecase: Any = False) -> list[Any]:
    """All that the pattern matches."""
    found = compiled(regex, ignorecase, multiline).findall(text_of(value))
    return [list(item) if isinstance(item, tuple) else item for item in found]


def compiled(pattern: Any, ignorecase: Any, multiline: Any) -> re.Pattern[str]:
    """The pattern, compiled; Python keeps those that were used last."""
    return re.compile(pattern, (re.IGNORECASE if ignorecase else 0) | (re.MULTILINE if multiline else 0))


def regex_escape(value: Any, re_type: str = "python") -> str:
    """The text as a pattern that matches itself."""
    text = text_of(value)
    if re_type == "python":
        return re.escape(text)
    if re_type == "posix_basic":
        return re.sub(r"([].[^$*\\])", r"\\\1", text)
    if re_type == "posix_extended":
        raise TemplateError(f"Regex type ({re_type}) not yet implemented")
    raise TemplateError(f"Invalid regex type ({re_type})")


CHECKED = {
    "comment": comment, "quote": quote, "split": split, "regex_replace": regex_replace, "regex_search": regex_search,
    "regex_findall": regex_findall, "regex_escape": regex_escape,
}  # fmt: skip
