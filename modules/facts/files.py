"""Small files of /proc, /sys and /etc, as facts need them: stripped text, or nothing."""

from ..core.failure import Failure


def content(system, path):
    """A file's text without white space around it; None if it is empty, missing or unreadable."""
    try:
        return system.text(path).strip() or None
    except Failure:
        return None


def lines(system, path):
    """The lines of that text; none if there is no text."""
    return (content(system, path) or "").splitlines()


def names(system, path):
    """What a folder holds, sorted; nothing if it is missing or unreadable."""
    try:
        return system.entries(path)
    except Failure:
        return []


def exists(system, path):
    """Whether there is something at the path that this user can see."""
    try:
        return system.stat(path) is not None
    except Failure:
        return False


def assignments(text):
    """{name: value} of the lines of a shell-like file such as /etc/os-release, without quotes."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
