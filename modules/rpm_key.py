"""The module `rpm_key`."""

import re

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .packaging.fetched import fetched
from .packaging.openpgp import fits, keys_of, plain_id

# The part of rpm's database that has keys: a pseudo package each, whose version is the end of the key's id.
NAME = "gpg-pubkey"


class RpmKey(Module):
    """A key that rpm trusts."""

    exclusive = ("rpm",)
    example = """
- name: the key of the repository
  rpm_key:
    key: https://packages.example.org/RPM-GPG-KEY
    fingerprint: EBC6 E12C 62B1 C734 026B  2122 A20E 5214 6B8D 79E6
"""
    key = Param(str, "URL, file on the host, or the id of a key that is there already", required=True)
    state = Param(str, "whether it should be there", default="present", choices=("absent", "present"))
    fingerprint = Param(list, "what its fingerprint must be; one of these if there are several", elements=str)
    validate_certs = Param(bool, "whether the server of the URL must prove who it is", default=True)

    @classmethod
    def requires(cls, values):
        """The file."""
        return [("path", values["key"])] if str(values.get("key")).startswith("/") else []

    def inspect(self, system):
        """Whether rpm has each key."""
        there = system.record("rpm keys", "all", lambda: installed(system))
        self.data = None
        if re.match(r"^(0[xX])?[0-9a-fA-F ]{8,50}$", self.key):
            self.ids = [plain_id(self.key)[-8:].lower()]
            if self.state == "present" and self.ids[0] not in there:
                raise Failure("rpm does not have the key %s, and an id does not say where it comes from: give the URL "
                              "or the path of its file" % self.key)
        else:
            self.data = fetched(system, self.key, self.validate_certs) if "://" in self.key else system.read(self.key)
            keys = keys_of(self.data, self.key)
            self.compare(keys)
            self.ids = [key.fingerprint[-8:].lower() for key in keys]
        return {name: "present" if name in there else None for name in self.ids}

    def compare(self, keys):
        """Failure unless the keys are those that were foretold."""
        wanted = [plain_id(text) for text in self.fingerprint or []]
        for key in keys:
            if wanted and not any(fits(key, one) for one in wanted):
                raise Failure("the fingerprint of %s is %s, and not %s" % (
                    self.key, key.fingerprint, ", ".join(wanted)))

    def desired(self, current):
        """All of them, or none."""
        return dict.fromkeys(self.ids, "present" if self.state == "present" else None)

    def apply(self, system, diff):
        """Import the file, or erase the keys."""
        there = system.record("rpm keys", "all", lambda: installed(system))
        if self.state == "present":
            left = dict(there, **dict.fromkeys(diff, "new"))
            # rpm maps the file into memory, so it takes neither stdin nor a pipe.
            path = self.key if "://" not in self.key else "/run/pushcfg-%s.asc" % self.ids[0]
            try:
                if path != self.key:
                    system.write(path, self.data)
                system.run(["rpm", "--import", path], brings={("rpm keys", "all"): left})
            finally:
                if path != self.key:
                    system.remove(path)
            return
        for name in sorted(diff):
            left = {one: release for one, release in there.items() if one != name}
            system.run(["rpm", "--erase", "--allmatches", "%s-%s" % (NAME, name)],
                       brings={("rpm keys", "all"): left})
            there = left


def installed(system):
    """{id: release} of the keys that rpm has."""
    output = system.query(["rpm", "-q", "--qf", "%{VERSION} %{RELEASE}\\n", NAME])
    if output.rc != 0 and "not installed" not in output.stdout:
        raise Failure("rpm cannot tell of its keys: %s" % (output.stderr.strip() or output.stdout.strip()))
    return dict(line.split() for line in output.stdout.splitlines() if len(line.split()) == 2)
