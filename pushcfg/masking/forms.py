"""How a secret looks where it has been encoded or quoted."""

from __future__ import annotations

import html
import json
import re
import shlex
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

# Of fewer characters a secret is masked only where it is a whole word, or else it would shred all other text.
SHORTEST: Final = 4
# Fewer characters of base64, of hexadecimal digits or of one line say too little to be told from other text.
SHORTEST_PART: Final = 8
# What a shell takes for more than itself.
_SPECIAL: Final = re.compile(r"[^\w@%+=:,./-]", re.ASCII)
_ESCAPED: Final = re.compile(r"""[\s'"\\|&;()<>!{}*\[\]?^$`,]""")
# How YAML writes some characters within double quotes; others by their number.
_YAML: Final = {
    '"': '\\"', "\\": "\\\\", "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v",
    "\f": "\\f", "\r": "\\r", "\x1b": "\\e", "\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip


def forms(secret: str) -> set[str]:
    """A secret as it is, and in every form that output may give it; what is too short to be told apart is left out.

    Quoting may be done twice, as in a shell command within JSON; quoted text may be encoded.
    """
    found = {secret}
    stripped = secret.strip()
    if stripped != secret and len(stripped) >= SHORTEST:
        found |= forms(stripped)
    lines = [line.strip() for line in secret.splitlines()]
    plain = {secret}
    if len(lines) > 1:
        # What is searched after its line breaks have been taken out.
        plain.update(mark.join(filter(None, lines)) for mark in ("", " "))
        # The frame of a key in PEM is the same for every key.
        lines = [line for line in lines if len(line) >= SHORTEST_PART and not line.startswith("-----")]
        plain.update(lines)
    once = {quoting(text) for text in plain for quoting in QUOTINGS}
    found |= plain | once
    found |= {quoting(text) for text in once - plain for quoting in QUOTINGS}
    found.update(form for text in {secret, *map(_json, (secret, stripped))} for form in encoded(text))
    return {form for form in found if len(form) >= SHORTEST}


def encoded(text: str) -> Iterator[str]:
    """Text in the encodings that make bytes into other characters."""
    raw = _bytes(text)
    for quoted in (quote(raw), quote(raw, safe=""), quote_plus(raw)):
        yield quoted
        yield re.sub("%..", lambda found: found[0].lower(), quoted)
    digits = raw.hex()
    if len(digits) >= SHORTEST_PART:
        yield from (digits, digits.upper())
    yield from _base64(raw)


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _json_as_it_is(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _python(text: str) -> str:
    return repr(text)[1:-1]


def _python_bytes(text: str) -> str:
    return repr(_bytes(text))[2:-1]


def _single_quoted_yaml(text: str) -> str:
    return text.replace("'", "''")


def _double_quoted_yaml(text: str) -> str:
    return "".join(_YAML.get(sign) or (sign if " " <= sign <= "~" else _by_number(sign)) for sign in text)


def _double_quoted_yaml_as_it_is(text: str) -> str:
    return "".join(sign if _is_shown(sign) else _YAML.get(sign) or _by_number(sign) for sign in text)


def _is_shown(sign: str) -> bool:
    """Whether YAML in Unicode needs no escape for it within double quotes."""
    if sign in '"\\\u2028\u2029\ufeff':
        return False
    return " " <= sign <= "~" or "\xa0" <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd"


def _by_number(sign: str) -> str:
    code = ord(sign)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _shell(text: str) -> str:
    return shlex.quote(text)[1:-1] if _SPECIAL.search(text) else text


def _single_quoted_shell(text: str) -> str:
    return text.replace("'", "'\\''")


def _double_quoted_shell(text: str) -> str:
    return re.sub(r'(["\\$`])', r"\\\1", text)


def _escaped_shell(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", text)


def _bash(text: str) -> str:
    """Within $'...'."""
    return "".join("\\'" if sign == "'" else repr(sign)[1:-1] if sign != '"' else sign for sign in text)


def _bash_ascii(text: str) -> str:
    """As _bash, where the locale knows no other characters."""
    return "".join(_bash(sign) if sign < "\x80" else "".join(f"\\{byte:03o}" for byte in _bytes(sign)) for sign in text)


def _escaped_html(text: str) -> str:
    """As the filter `escape` of templates writes it."""
    return html.escape(text, quote=False).replace('"', "&#34;").replace("'", "&#39;")


def _escaped_regex(text: str) -> str:
    return re.escape(text)


QUOTINGS: Final[tuple[Callable[[str], str], ...]] = (
    _json, _json_as_it_is, _python, _python_bytes, _single_quoted_yaml, _double_quoted_yaml,
    _double_quoted_yaml_as_it_is, _shell, _single_quoted_shell, _double_quoted_shell, _escaped_shell, _bash,
    _bash_ascii, _escaped_regex, html.escape, _escaped_html,
)  # fmt: skip


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _base64(raw: bytes) -> Iterator[str]:
    """How base64 of a longer text shows these bytes, wherever in a group of three they begin."""
    for encode in (b64encode, urlsafe_b64encode):
        whole = encode(raw).decode()
        if len(whole) >= SHORTEST_PART:
            yield whole
        for before in range(3):
            # A character of base64 holds six bits: drop those that the neighbours share.
            first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
            part = encode(bytes(before) + raw).decode()[first:last]
            if len(part) >= SHORTEST_PART:
                yield part
