"""The module `apt_key`."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .packaging.fetched import fetched
from .packaging.openpgp import fits, keys_of, packets_of, plain_id

TRUSTED = "/etc/apt/trusted.gpg"
FOLDER = "/etc/apt/trusted.gpg.d"
SOURCES = ("data", "file", "keyserver", "url")


class AptKey(Module):
    """A key that apt trusts for every repository; better give each repository its own, with deb822_repository.

    The files are edited here: neither gpg nor apt-key, which newer Debians lack, has to be there.
    """

    exclusive = ("dpkg",)
    example = """
- name: the key of the old archive
  apt_key:
    url: https://packages.example.org/key.asc
    keyring: /etc/apt/trusted.gpg.d/example.gpg
"""
    id = Param(str, "the end of its fingerprint, or of a subkey's: 8, 16 or 40 hexadecimal digits")
    data = Param(str, "the key itself, as text")
    file = Param("path", "file on the host that has the key")
    url = Param(str, "where the host gets the key")
    keyserver = Param(str, "key server to get the key from; needs id")
    keyring = Param("path", "the file to keep it in; by default all are looked through, and trusted.gpg gets it")
    state = Param(str, "whether it should be there", default="present", choices=("absent", "present"))
    validate_certs = Param(bool, "whether the server of the url must prove who it is", default=True)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        given = [name for name in SOURCES if values.get(name)]
        found = ["%s goes without %s" % (given[0], given[1])] if len(given) > 1 else []
        if values.get("state") == "absent" and not values.get("id"):
            found.append("state=absent needs id")
        elif not given and not values.get("id"):
            found.append("needs one of: %s" % ", ".join(SOURCES))
        if values.get("keyserver") and not values.get("id"):
            found.append("keyserver needs id")
        return found

    @classmethod
    def requires(cls, values):
        """The file with the key, and the folder of the keyring."""
        return ([("path", values["file"])] if values.get("file") else []) + (
            [("folder", values["keyring"])] if values.get("keyring") else [])

    def inspect(self, system):
        """The file of each key that is asked for."""
        self.source = None
        self.wanted = [plain_id(self.id)] if self.id else []
        self.held = self.known(system)
        if not hasattr(self, "before"):
            self.before = ids(self.held)
        if self.state == "present" and not (self.wanted and self.places(self.wanted[0])):
            self.source = self.keys(system)
            if self.wanted and not any(fits(key, self.wanted[0]) for key in self.source):
                raise Failure("the key that was given is not %s, but %s" % (
                    self.id, ", ".join(key.fingerprint for key in self.source)))
            self.wanted = [key.fingerprint for key in self.source]
        return {wanted: "present" if self.places(wanted) else None for wanted in self.wanted}

    def known(self, system):
        """{path: Keys} of the files that apt trusts, or of the one that is named."""
        if self.keyring is not None:
            paths = [self.keyring]
        else:
            paths = [TRUSTED] + system.glob(FOLDER + "/*.gpg") + system.glob(FOLDER + "/*.asc")
        there = [path for path in paths if system.stat(path) is not None]
        return {path: keys_of(system.read(path), path) for path in there if system.stat(path).size > 0}

    def places(self, wanted):
        """The files that have a key."""
        return sorted(path for path, keys in self.held.items() if any(fits(key, wanted) for key in keys))

    def keys(self, system):
        """The keys that the arguments give."""
        if self.data is not None:
            return keys_of(self.data.encode("latin-1", "replace"), "data")
        if self.file is not None:
            return keys_of(system.read(self.file), self.file)
        if self.url is not None:
            return keys_of(fetched(system, self.url, self.validate_certs), self.url)
        if self.keyserver is not None:
            url = "%s/pks/lookup?op=get&options=mr&search=0x%s" % (address(self.keyserver), plain_id(self.id))
            return keys_of(fetched(system, url), self.keyserver)
        raise Failure("the host does not have the key %s, and nothing says where it comes from: give data, file, url "
                      "or keyserver" % self.id)

    def desired(self, current):
        """All of them, or none."""
        return dict.fromkeys(self.wanted, "present" if self.state == "present" else None)

    def apply(self, system, diff):
        """Add to the keyring, or take out of every file that has it."""
        if self.state == "present":
            path = self.keyring or TRUSTED
            old = packets_of(system.read(path)) if path in self.held else b""
            fresh = b"".join(key.data for key in self.source if key.fingerprint in diff)
            system.write(path, old + fresh, mode=None if path in self.held else 0o644)
            return
        for wanted in sorted(diff):
            for path in self.places(wanted):
                left = [key for key in self.held[path] if not fits(key, wanted)]
                if left:
                    system.write(path, b"".join(key.data for key in left))
                else:
                    system.remove(path)

    def result(self, system, current):
        """The ids before and after, and those of the key."""
        after = self.known(system)
        result = {"before": self.before, "after": ids(after)}
        if self.wanted:
            whole = self.wanted[0]
            result.update(id=whole, key_id=whole, fp=whole[-16:], short_id=whole[-8:])
        return result


def address(server):
    """The URL of a key server, which may be given by its bare name or as hkp://."""
    scheme, _, rest = server.rpartition("://")
    if scheme in ("http", "https"):
        return server.rstrip("/")
    rest = rest.rstrip("/")
    port = ":11371" if scheme in ("", "hkp") and ":" not in rest else ""
    return ("https://" if scheme == "hkps" else "http://") + rest + port


def ids(files):
    """The sorted key ids in files."""
    return sorted({key.fingerprint[-16:] for keys in files.values() for key in keys})
