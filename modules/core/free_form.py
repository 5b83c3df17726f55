"""Arguments written as one text, `command: tar xf /x creates=/y`: split into pairs and what is left."""

import re

# The pairs that command, shell and script know within their text.
COMMAND_NAMES = ("chdir", "creates", "executable", "removes", "stdin", "stdin_add_newline", "strip_empty_ends",
                 "warn")

BLOCKS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))
ESCAPE = re.compile(r"""\\U[0-9a-fA-F]{8}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\N\{[^}]+\}|\\[\\'"abfnrtv]""")
SEPARATOR = re.compile(r"(?<=[^\\])=")


def split_free_form(text, names=None):
    """(what is left of the text, {name: value} of its `name=value` words); ValueError for unbalanced quotes.

    Only words whose name is in `names` are taken out; with None, all. Templates stay as they are.
    """
    left, pairs = [], {}
    for word in words(text):
        plain = ESCAPE.sub(unescape, word)
        found = SEPARATOR.search(plain)
        if found is None:
            left.append(plain.replace("\\=", "=") if "=" in plain else word)
        elif names is not None and plain[:found.start()] not in names:
            left.append(word)
        else:
            pairs[plain[:found.start()].strip()] = unquoted(plain[found.end():].strip())
    return joined(left), pairs


def words(text):
    """The words of a text: parted by spaces and newlines, whole within quotes and template blocks.

    Spaces beyond the first and newlines stay at the end of the word before them, so that `joined` restores the
    text; a backslash that ends a line goes, and the newline with it.
    """
    found = []
    quote, depths = None, [0] * len(BLOCKS)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        continued = False
        for index, piece in enumerate(line.split(" ")):
            if piece == "" and index > 0:
                extend(found, " ")
                continue
            if piece == "\\" and quote is None:
                continued = True
                continue
            if quote is not None or any(depths):
                extend(found, " " + piece if index > 0 else piece)
            elif piece:
                found.append(piece)
            quote = open_quote(piece, quote)
            depths = [max(0, depth + piece.count(start) - piece.count(end))
                      for depth, (start, end) in zip(depths, BLOCKS)]
        if number < len(lines) - 1 and not continued:
            extend(found, "\n")
    if quote is not None or any(depths):
        raise ValueError("a quote or a template block is not closed: %s" % text)
    return found


def extend(found, text):
    """Add text to the last of the words."""
    if not found:
        found.append("")
    found[-1] += text


def open_quote(piece, quote):
    """The quote that is open behind this piece, when `quote` (or None) was open before it."""
    before = ""
    for character in piece:
        if character in "'\"" and before != "\\":
            if quote is None:
                quote = character
            elif quote == character:
                quote = None
        before = character
    return quote


def joined(found):
    """Words as one text again."""
    text = ""
    for word in found:
        text += word if not text or text.endswith("\n") else " " + word
    return text


def unescape(found):
    """The character that an escape sequence stands for."""
    return found.group(0).encode("ascii").decode("unicode-escape")


def unquoted(text):
    """The text without the quotes around it, if there are any."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text[-2] != "\\":
        return text[1:-1]
    return text
