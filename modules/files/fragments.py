"""One text made of several: the fragments of a folder, in the order of their names."""

import codecs


def assembled(fragments, delimiter=None):
    """The bytes of all fragments: each begins on a line of its own, with the delimiter between each two."""
    mark = codecs.escape_decode(delimiter.encode("utf-8", "surrogateescape"))[0] if delimiter else b""
    mark += b"" if mark.endswith(b"\n") or not mark else b"\n"
    parts, unfinished = [], False
    for number, content in enumerate(fragments):
        parts += [b"\n" if unfinished else b"", mark if number > 0 else b"", content]
        unfinished = not content.endswith(b"\n")
    return b"".join(parts)


def is_fragment(name, pattern, ignore_hidden):
    """Whether a file of this name is one of them; `pattern` is a compiled expression, or None."""
    return (pattern is None or pattern.search(name) is not None) and not (ignore_hidden and name.startswith("."))
