"""The lines of an authorized_keys file, and which of them are to be there."""

import re

from ..core.failure import Failure

TYPES = (
    "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "webauthn-sk-ecdsa-sha2-nistp256@openssh.com", "sk-ssh-ed25519@openssh.com",
    "sk-ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com", "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", "ssh-dss",
    "ssh-dss-cert-v01@openssh.com", "ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "rsa-sha2-256",
    "rsa-sha2-256-cert-v01@openssh.com", "rsa-sha2-512", "rsa-sha2-512-cert-v01@openssh.com", "ssh-xmss@openssh.com",
    "ssh-xmss-cert-v01@openssh.com")
TYPE = re.compile(r"(?:^|(?<=\s))(?:%s)(?=\s)" % "|".join(map(re.escape, TYPES)))
OPTION = re.compile(r"""(?:[^,"']|"[^"]*"|'[^']*')+""")


class Key:
    """One key: `blob` is the key itself in base64, `options` a list of (name, value or None)."""

    def __init__(self, blob, kind, options, comment):
        self.blob = blob
        self.kind = kind
        self.options = options
        self.comment = comment

    def same(self, other):
        """Whether both say the same; the order of different options does not count."""
        return (self.kind, self.comment, grouped(self.options)) == (other.kind, other.comment, grouped(other.options))

    def line(self):
        """As it stands in a file."""
        options = ",".join(name if value is None else "%s=%s" % (name, value) for name, value in self.options)
        return "%s%s %s %s\n" % (options + " " if options else "", self.kind, self.blob, self.comment)


def grouped(options):
    """{name: values in their order} of options, of which some may stand there several times."""
    found = {}
    for name, value in options:
        found.setdefault(name, []).append(value)
    return found


def parse_options(text):
    """The options of a text such as no-pty,from="10.0.0.0/8"."""
    pairs = (part.partition("=") for part in OPTION.findall(text or ""))
    return [(name.strip(), value if separator else None) for name, separator, value in pairs if name.strip()]


def parse(line):
    """The Key of a line; None for a comment, and for what is no key."""
    line = line.replace("\\#", "#").strip()
    found = TYPE.search(line) if not line.startswith("#") else None
    if found is None:
        return None
    words = line[found.end():].split()
    return Key(words[0], found.group(0), parse_options(line[:found.start()].strip()), " ".join(words[1:]))


def wanted_keys(text, key_options, comment):
    """The keys of an argument; Failure for a line that is none."""
    keys = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        key = parse(line)
        if key is None:
            raise Failure("invalid key specified: %s" % line)
        if key_options is not None:
            key.options = parse_options(key_options)
        if comment is not None:
            key.comment = comment
        keys.append(key)
    return keys


def with_keys(text, keys, exclusive):
    """The text with these keys; with `exclusive` with no others, and no comments."""
    wanted = {key.blob: key for key in keys}
    entries = [(line, parse(line)) for line in text.splitlines(True)]
    there = {found.blob: found for _, found in entries if found is not None}
    kept = [(line, found) for line, found in entries
            if (not exclusive if found is None or found.blob not in wanted else found.same(wanted[found.blob]))]
    new = [(None, key) for blob, key in wanted.items() if blob not in there or not there[blob].same(key)]
    return text if not new and len(kept) == len(entries) else serialized(kept + new)


def without_keys(text, keys):
    """The text without these keys."""
    unwanted = {key.blob for key in keys}
    entries = [(line, parse(line)) for line in text.splitlines(True)]
    kept = [(line, found) for line, found in entries if found is None or found.blob not in unwanted]
    return text if len(kept) == len(entries) else serialized(kept)


def serialized(entries):
    """The text of (line, Key) pairs: every key written anew, every other line as it was."""
    return "".join(found.line() if found is not None else line if line.endswith("\n") else line + "\n"
                   for line, found in entries)
