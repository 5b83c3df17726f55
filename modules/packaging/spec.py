"""How a task names packages: `name`, `name=1.2*`, `name>=1.2`, `name/release`, `name*`."""

import fnmatch
import re
from collections import namedtuple

PATTERN = re.compile(r"^([^=<>/\s]+)(?:(>?=)(\S+))?(?:/(\S+))?$")

# `operator` is "=", ">=" or None; `asked` is the text as it was given.
Spec = namedtuple("Spec", "name operator version release asked")


def parse(text):
    """The Spec of a text, or None."""
    found = PATTERN.match(text.strip())
    return found and Spec(found.group(1), found.group(2), found.group(3), found.group(4), text.strip())


def is_pattern(spec):
    """Whether the name stands for many."""
    return any(sign in spec.name for sign in "*?[")


def words(value):
    """The texts of a param that is a list, or text with commas."""
    items = value if isinstance(value, list) else str(value or "").split(",")
    return [str(item).strip() for item in items if str(item).strip()]


def names(value):
    """The plain names that a param speaks of, for Module.provides."""
    found = [parse(text) for text in words(value)]
    return [spec.name for spec in found if spec is not None and not is_pattern(spec)]


def satisfies(system, spec, version):
    """Whether an installed version (or None) is what the spec asks for."""
    if version is None:
        return False
    if spec.operator is None:
        return True
    if spec.operator == "=":
        return fnmatch.fnmatchcase(version, spec.version)
    return system.query(["dpkg", "--compare-versions", version, "ge", spec.version]).rc == 0
