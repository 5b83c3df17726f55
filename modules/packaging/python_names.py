"""How tasks and requirements files name Python packages: `name>=1.2`, `name[extra]`, `name @ URL`, URLs, paths."""

import os
import re
from collections import namedtuple

from .python_versions import parsed, satisfies

OPERATORS = ("===", "~=", "==", "!=", "<=", ">=", "<", ">")
NAMED = re.compile(r"^(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?P<extras>\[[^\]]*\])?\s*"
                   r"(?P<specifier>\(?[^;@()/]*\)?)\s*(?:@\s*(?P<url>\S.*?))?\s*(?P<marker>;.*)?$")
EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
ARCHIVE = re.compile(r"\.(whl|zip|tar|tgz|tar\.(gz|bz2|xz)|tbz2)$", re.IGNORECASE)
VERSIONED = re.compile(r"^(git|hg|svn|bzr)\+")

# `text` is what pip is told; `name` is canonical, None where it cannot be known; `plain` says that name and specifier
# are all that it asks for.
Asked = namedtuple("Asked", "text name specifier plain")


def canonical(name):
    """The one spelling of a name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(text):
    """What a text asks for."""
    found = None if is_place(text) else NAMED.match(text.strip())
    if found is None:
        egg = EGG.search(text)
        return Asked(text.strip(), canonical(egg.group(1)) if egg is not None else None, "", False)
    specifier = found.group("specifier").strip().strip("()").replace(" ", "")
    try:
        clauses = [parsed(clause) for clause in specifier.split(",") if clause]
        plain = not (found.group("extras") or found.group("url") or found.group("marker"))
    except ValueError:
        clauses, plain = [], False  # pip itself says what is wrong with it
    words = text.strip() if not plain else found.group("name") + ",".join("".join(clause) for clause in clauses)
    return Asked(words, canonical(found.group("name")), specifier, plain)


def is_place(text):
    """Whether a text is a URL or a path instead of a name."""
    head = text.partition("@")[0]
    return "://" in head or head.strip().startswith((".", "/", "~")) or bool(
        ARCHIVE.search(head.strip()) or VERSIONED.match(head.strip()))


def joined(words):
    """The names of a list or of text with commas, in which conditions and extras may have been torn from their name."""
    found = []
    for part in (part for word in words for part in ([word] if is_place(word) else word.split(","))):
        open_bracket = found and found[-1].count("[") > found[-1].count("]")
        if found and (open_bracket or part.lstrip().startswith(OPERATORS)):
            found[-1] += "," + part.strip()
        elif part.strip():
            found.append(part.strip())
    return found


def with_version(name, version):
    """A name with the param `version`: a number means exactly that one."""
    version = version.strip()
    return name + ("==" if version[:1].isdigit() else "") + version


def exact(specifier):
    """The one version that a specifier asks for, else None."""
    clauses = [clause for clause in specifier.split(",") if clause]
    operator, version = parsed(clauses[0]) if len(clauses) == 1 else ("", "")
    return version if operator in ("==", "===") and not version.endswith(".*") else None


def is_met(wanted, version):
    """Whether an installed version (or None) is what was asked for."""
    return version is not None and (not wanted.specifier or satisfies(version, wanted.specifier))


def listed(system, path, seen=()):
    """What a requirements file, and those that it names with -r, ask for."""
    found = []
    text = re.sub(r"\\\r?\n", " ", system.text(path))
    for line in (re.sub(r"(^|\s)#.*$", "", line).strip() for line in text.splitlines()):
        option, _, rest = line.partition("=" if line.startswith("--") and "=" in line.split()[0] else " ")
        if option in ("-r", "--requirement"):
            other = os.path.join(os.path.dirname(path), rest.strip())
            found += listed(system, other, (*seen, path)) if other not in (*seen, path) else []
        elif option in ("-e", "--editable"):
            found.append(asked(rest.strip()))
        elif line and not line.startswith("-"):
            found.append(asked(re.sub(r"\s+--(hash|config-settings?|global-option)[= ].*$", "", line)))
    return found
