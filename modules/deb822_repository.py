"""The module `deb822_repository`."""

import re

from .core.attributes import mode_bits, octal
from .core.module import Module
from .core.param import Param
from .core.reader import raw
from .packaging.fetched import fetched
from .packaging.openpgp import is_armored, keys_of

FOLDER = "/etc/apt/sources.list.d"
KEYS = "/etc/apt/keyrings"
BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
OWN = ("name", "state", "mode", "signed_by", "install_python_debian")


class Deb822Repository(Module):
    """A source of packages for apt with a file of its own, and the key that must have signed it."""

    exclusive = ("dpkg",)
    example = """
- name: the vendor's packages
  deb822_repository:
    name: vendor
    uris: https://apt.example.org/debian
    suites: stable
    components: main
    signed_by: https://apt.example.org/key.asc
"""
    name = Param(str, "what it is called; its files are named after it", required=True)
    state = Param(str, "whether it should be there", default="present", choices=("absent", "present"))
    types = Param(list, "packages, or their sources", default=["deb"], elements=str, choices=("deb", "deb-src"))
    uris = Param(list, "where the archive is, one URL or several", elements=str)
    suites = Param(list, "releases, or a path that ends in /", elements=str)
    components = Param(list, "parts of the release, such as main", elements=str)
    signed_by = Param(str, "who must have signed it: URL or text of a key, path of a keyring, or fingerprints")
    enabled = Param(bool, "whether it is used")
    architectures = Param(list, "the only architectures to look for", elements=str)
    languages = Param(list, "languages of the descriptions to get", elements=str)
    targets = Param(list, "kinds of files to get", elements=str)
    trusted = Param(bool, "take it as signed, whether it is or not")
    allow_insecure = Param(bool, "use it though it is not signed")
    allow_weak = Param(bool, "use it though a weak digest signs it")
    allow_downgrade_to_insecure = Param(bool, "use it though it was signed once and is no more")
    by_hash = Param(bool, "get lists by their hash")
    pdiffs = Param(bool, "get only what is new in lists")
    check_date = Param(bool, "do not take lists that are from the future")
    check_valid_until = Param(bool, "do not take lists that have expired")
    date_max_future = Param(int, "how many seconds lists may be from the future")
    inrelease_path = Param(str, "where its InRelease file is, if that is unusual")
    mode = Param("raw", "permission bits of the files", default="0644")
    install_python_debian = Param(bool, "taken for compatibility: there is nothing to install", default=True)

    @classmethod
    def problems(cls, values):
        """What a source must have."""
        if values.get("state", "present") == "absent":
            return []
        return ["state=present needs %s" % name for name in ("uris", "suites") if not values.get(name)]

    @classmethod
    def provides(cls, values):
        """The file."""
        name = values.get("name")
        return [("path", "%s/%s.sources" % (FOLDER, slug(name)))] if name and values.get("state") != "absent" else []

    def inspect(self, system):
        """The files, as far as they are there."""
        self.path = "%s/%s.sources" % (FOLDER, slug(self.name))
        self.key_path, self.key = None, None
        if self.state == "present" and self.signed_by is not None and "://" in self.signed_by:
            self.key = fetched(system, self.signed_by)
            keys_of(self.key, self.signed_by)
            self.key_path = "%s/%s.%s" % (KEYS, slug(self.name), "asc" if is_armored(self.key) else "gpg")
        paths = [self.path] if self.state == "present" else [self.path] + [
            "%s/%s.%s" % (KEYS, slug(self.name), end) for end in ("asc", "gpg")]
        if self.key_path is not None:
            paths.append(self.key_path)
        current = {}
        for path in paths:
            found = system.stat(path)
            if found is not None:
                current["mode " + path] = octal(found.mode)
            if path == self.path:
                current["content"] = None if found is None else system.text(path)
            elif found is not None:
                current["key " + path] = ", ".join(key.fingerprint for key in keys_of(system.read(path), path))
        self.paths = paths
        return current

    def desired(self, current):
        """The file of the source, and that of the key."""
        if self.state == "absent":
            return dict({name: None for name in current if name.startswith("key ")}, content=None)
        mode = octal(mode_bits(self.mode, 0o644))
        wanted = {"content": self.text(), "mode " + self.path: mode}
        if self.key_path is not None:
            wanted["key " + self.key_path] = ", ".join(key.fingerprint for key in keys_of(self.key))
            wanted["mode " + self.key_path] = mode
        return wanted

    def text(self):
        """The file: its fields in the order of their names."""
        fields = {"name": "X-Repolib-Name: %s\n" % self.name}
        for attribute, param in type(self).params().items():
            value = getattr(self, attribute)
            if param.name not in OWN and value not in (None, []):
                fields[param.name] = "%s: %s\n" % (heading(param.name), spelled(value))
        if self.key_path is not None:
            fields["signed_by"] = "Signed-By: %s\n" % self.key_path
        elif self.signed_by is not None:
            fields["signed_by"] = "Signed-By:%s\n" % folded(self.signed_by)
        return "".join(fields[name] for name in sorted(fields))

    def apply(self, system, diff):
        """Write the key first, so that the source is never without it."""
        mode = int(octal(mode_bits(self.mode, 0o644)), 8)
        if self.state == "absent":
            for path in self.paths:
                if system.stat(path) is not None:
                    system.remove(path)
            return
        if self.key_path is not None and "key " + self.key_path in diff:
            if system.stat(KEYS) is None:
                system.make_directory(KEYS, 0o755)
            system.write(self.key_path, self.key, mode=mode)
        if "content" in diff:
            system.write(self.path, raw(diff["content"][1]), mode=mode)
        for path in self.paths:
            if "mode " + path in diff:
                system.change_mode(path, mode)

    def result(self, system, current):
        """What register gets."""
        return {"repo": current.get("content"), "dest": self.path, "key_filename": self.key_path}


def slug(name):
    """A name as that of a file."""
    return re.sub(r"[^a-z0-9_-]", "", re.sub(r"\s+", "-", str(name).lower()))


def heading(name):
    """The field of an argument: check_date is Check-Date."""
    return "URIs" if name == "uris" else "-".join(word.capitalize() for word in name.split("_"))


def spelled(value):
    """A value as apt reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def folded(text):
    """A path or fingerprints as they are; the text of a key as lines that go on."""
    if BEGIN not in text:
        return " " + text
    return "".join("\n    " + (line.strip() or ".") for line in text.strip().splitlines())
