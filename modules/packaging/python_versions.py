"""Versions of Python packages as PEP 440 orders them, and whether one is what a requirement asks for."""

import re

VERSION = re.compile(
    r"^\s*v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_number>\d*))?"
    r"(?:-(?P<post_bare>\d+)|[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_number>\d*))?"
    r"(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_number>\d*))?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$", re.IGNORECASE)
RANKS = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
CLAUSE = re.compile(r"^\s*(===|~=|==|!=|<=|>=|<|>)\s*(\S+)\s*$")


class Version:
    """A version: `key` orders it, `release` are its numbers without zeros at the end; ValueError for what is none."""

    def __init__(self, text):
        found = VERSION.match(text)
        if found is None:
            raise ValueError("is no version: %s" % text)
        self.epoch = int(found.group("epoch") or 0)
        self.numbers = [int(part) for part in found.group("release").split(".")]
        self.is_pre = found.group("pre") is not None or found.group("dev") is not None
        self.is_post = found.group("post") is not None or found.group("post_bare") is not None
        self.local = tuple((1, int(part), "") if part.isdigit() else (0, 0, part)
                           for part in re.split(r"[-_.]", (found.group("local") or "").lower()) if part)
        self.public = (self.epoch, stripped(self.numbers)) + suffixes(found, self.is_post)
        self.key = self.public + (self.local,)


def stripped(numbers):
    """The numbers without zeros at the end."""
    last = max([place for place, number in enumerate(numbers, 1) if number] or [0])
    return tuple(numbers[:last])


def suffixes(found, is_post):
    """How what follows the release orders: pre, post and development release."""
    dev = found.group("dev") is not None
    if found.group("pre") is not None:
        pre = (RANKS[found.group("pre").lower()], int(found.group("pre_number") or 0))
    else:
        pre = (-1, 0) if dev and not is_post else (3, 0)
    post = int(found.group("post_bare") or found.group("post_number") or 0) if is_post else -1
    return pre, post, (0, int(found.group("dev_number") or 0)) if dev else (1, 0)


def satisfies(version, specifier):
    """Whether a version (text) is what a specifier such as `>=1.2,!=1.5` asks for; "" asks for any."""
    return all(meets(version, clause) for clause in specifier.split(",") if clause.strip())


def meets(text, clause):
    """As satisfies, of one clause."""
    operator, wanted = parsed(clause)
    if operator == "===":
        return text.strip().lower() == wanted.lower()
    try:
        version = Version(text)
    except ValueError:
        return False  # of the time before PEP 440
    if operator in ("==", "!="):
        return is_same(version, wanted) == (operator == "==")
    limit = Version(wanted)
    if operator == "~=":
        return version.public >= limit.public and begins(version, limit.epoch, limit.numbers[:-1])
    if operator == "<=":
        return version.public <= limit.public
    if operator == ">=":
        return version.public >= limit.public
    if operator == "<":  # none of the limit's own pre-releases
        own = version.is_pre and not limit.is_pre and without_pre(version) == without_pre(limit)
        return version.key < limit.key and not own
    own = version.is_post and not limit.is_post and version.public[:3] == limit.public[:3]
    return version.key > limit.key and not own and not (version.local and version.public == limit.public)


def without_pre(version):
    """Epoch, release and post-release of a version."""
    return version.public[:2] + version.public[3:4]


def is_same(version, wanted):
    """Whether a version is the wanted one, or one of `1.2.*`; a local part counts only if it is asked for."""
    if wanted.endswith(".*"):
        start = Version(wanted[:-2])
        return begins(version, start.epoch, start.numbers)
    other = Version(wanted)
    return version.key == other.key if other.local else version.public == other.public


def begins(version, epoch, numbers):
    """Whether a version's release begins with these numbers."""
    padded = version.numbers + [0] * (len(numbers) - len(version.numbers))
    return version.epoch == epoch and padded[:len(numbers)] == numbers


def parsed(clause):
    """(operator, version) of one clause; ValueError for what is none."""
    found = CLAUSE.match(clause)
    if found is None:
        raise ValueError("is no condition on a version: %s" % clause)
    operator, wanted = found.groups()
    if operator != "===":
        Version(wanted[:-2] if operator in ("==", "!=") and wanted.endswith(".*") else wanted)
    return operator, wanted
