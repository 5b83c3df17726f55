"""What is taken out of an archive, and under which names: include, exclude, and what is known of tar(1)'s options."""

import fnmatch
import re

from .member import placed

# Options that change nothing here, as it is so anyway.
HARMLESS = ("--overwrite", "--no-overwrite-dir", "--touch", "-v", "--verbose", "--wildcards", "--wildcards-match-slash",
            "--recursion", "-z", "-j", "-J", "--gzip", "--bzip2", "--xz", "-p", "--preserve-permissions",
            "--same-permissions", "--same-owner", "--numeric-owner", "--no-acls", "--no-xattrs", "--no-selinux",
            "--warning=no-timestamp", "--warning=no-unknown-keyword", "-q", "-o")
FLAGS = {"--no-anchored": "loose", "--no-same-owner": "no_owner", "--no-same-permissions": "no_modes"}
VALUED = {"--strip-components": "strip", "--strip": "strip", "--exclude": "exclude", "--transform": "transform",
          "--xform": "transform"}
SUBSTITUTION = re.compile(r"^s(?P<mark>[^\w\s\\])(?P<pattern>(?:\\.|(?!(?P=mark)).)*)(?P=mark)"
                          r"(?P<new>(?:\\.|(?!(?P=mark)).)*)(?P=mark)(?P<flags>[grxi]*)$")


class Options:
    """What the arguments of unarchive say of members."""

    def __init__(self, include=(), exclude=(), words=(), umask=0o022):
        self.strip = 0
        self.anchored = True
        self.no_owner = self.no_modes = False
        self.umask = umask
        self.transforms = []
        self.include = list(include)
        self.exclude = list(exclude)
        for name, value in parsed(words):
            if name == "--no-anchored":
                self.anchored = False
            elif name in FLAGS:
                setattr(self, FLAGS[name], True)
            elif name == "":
                self.include.append(value)
            elif VALUED.get(name) == "strip":
                self.strip = int(value)
            elif VALUED.get(name) == "exclude":
                self.exclude.append(value)
            elif VALUED.get(name) == "transform":
                self.transforms.append(substitution(value))

    def takes(self, name):
        """Whether a member of this name in the archive is wanted."""
        parts = [part for part in name.split("/") if part not in ("", ".")]
        above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        ends = ["/".join(parts[start:end]) for end in range(1, len(parts) + 1) for start in range(end)]
        wanted = above if self.anchored else ends
        if self.include and not any(matches(pattern, wanted) for pattern in self.include):
            return False
        return not any(matches(pattern, ends) for pattern in self.exclude)

    def named(self, name):
        """The path of a member: without leading folders, then as --transform makes it; None if nothing is left."""
        parts = [part for part in name.split("/") if part]
        if self.strip and len(parts) <= self.strip:
            return None
        path = "/".join(parts[self.strip:])
        for pattern, new, count in self.transforms:
            path = pattern.sub(new, path, count=count)
        return placed(path)


def matches(pattern, paths):
    """Whether one of the paths is as the shell pattern says."""
    pattern = pattern.rstrip("/")
    return any(fnmatch.fnmatchcase(path, pattern[2:] if pattern.startswith("./") else pattern) for path in paths)


def parsed(words):
    """Yield (option, value or None): "" for the name of a member, None for an option that is not known."""
    words = list(map(str, words))
    position = 0
    while position < len(words):
        word = words[position]
        name, separator, value = word.partition("=")
        position += 1
        if name in VALUED:
            if not separator:
                value = words[position] if position < len(words) else ""
                position += 1
            yield name, value
        elif word in FLAGS or word in HARMLESS:
            yield word, None
        elif not word.startswith("-"):
            yield "", word
        else:
            yield None, word


def substitution(text):
    """(pattern, replacement, count) of a sed expression as --transform takes it; None if it is none."""
    found = SUBSTITUTION.match(text)
    if found is None:
        return None
    mark = found.group("mark")
    pattern = found.group("pattern").replace("\\" + mark, mark)
    if "x" not in found.group("flags"):  # in basic expressions these are plain, and special behind a backslash
        pattern = re.sub(r"\\?[(){}|+?]", lambda sign: sign.group(0)[1:] if sign.group(0)[0] == "\\"
                         else "\\" + sign.group(0), pattern)
    try:
        compiled = re.compile(pattern, re.IGNORECASE if "i" in found.group("flags") else 0)
    except re.error:
        return None
    new = re.sub(r"(?<!\\)&", r"\\g<0>", found.group("new")).replace("\\&", "&").replace("\\" + mark, mark)
    return compiled, new, 0 if "g" in found.group("flags") else 1


def option_problems(words):
    """What is wrong with extra_opts."""
    found = []
    for name, value in parsed(word for word in words or () if "{{" not in str(word)):
        if name is None:
            found.append("extra_opts %s is not known here; known are %s" % (value, ", ".join(sorted(VALUED) + sorted(
                FLAGS))))
        elif VALUED.get(name) == "strip" and not value.isdigit():
            found.append("extra_opts %s needs a number" % name)
        elif VALUED.get(name) == "transform" and substitution(value) is None:
            found.append("extra_opts %s takes one expression such as s/old/new/, not %s" % (name, value))
    return found
