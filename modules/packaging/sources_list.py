"""Files of apt's sources, of one line each (sources.list(5)): what is in them, and files with a line more or less."""

import re
from collections import namedtuple

MAIN = "/etc/apt/sources.list"
FOLDER = "/etc/apt/sources.list.d"
LINE = re.compile(r"^(#\s*)?(deb|deb-src)\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)((?:\s+[^#\s]+)*)\s*(#.*)?$")

# A source as it is compared; `enabled` is False for one in a comment.
Source = namedtuple("Source", "kind options uri suite components enabled")


def parse(line):
    """The Source of a line, or None."""
    found = LINE.match(line.strip())
    if found is None:
        return None
    options = tuple((found.group(3) or "").strip("[] ").split())
    components = tuple(found.group(6).split())
    if not components and not found.group(5).endswith("/"):
        return None
    return Source(found.group(2), options, found.group(4), found.group(5), components, found.group(1) is None)


def same(one, other):
    """Whether two sources are the same but for being enabled."""
    return one is not None and other is not None and one._replace(enabled=True) == other._replace(enabled=True)


def default_name(source):
    """The name, without .list, of the file that a source goes to."""
    bare = re.sub(r"^\w+://", "", source.uri).rpartition("@")[2]
    return re.sub(r"[^a-zA-Z0-9]+", "_", bare).strip("_")


def with_line(text, line):
    """The text with the source enabled where it stands in a comment, else as a new last line."""
    wanted, done, kept = parse(line), False, []
    for old in text.splitlines(True):
        if not done and same(parse(old), wanted):
            kept.append(line + "\n")
            done = True
        else:
            kept.append(old)
    if not done:
        gap = "" if not kept or kept[-1].endswith("\n") else "\n"
        kept.append(gap + line + "\n")
    return "".join(kept)


def without_line(text, line):
    """The text without the source."""
    wanted = parse(line)
    return "".join(old for old in text.splitlines(True) if not same(parse(old), wanted))
