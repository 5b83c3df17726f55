"""The module `known_hosts`."""

import re

from .accounts.known import find, hashed, parse
from .core.expand import expand, home
from .core.failure import Failure
from .core.module import Module
from .core.param import Param


class KnownHosts(Module):
    """The public key of a host, in a file of keys that ssh trusts."""

    example = """
- name: the key of the backup server
  known_hosts:
    name: store1.example
    key: "store1.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGVyS2E="
    path: /etc/ssh/ssh_known_hosts
"""
    name = Param(str, "the host; with a port that is not 22 as [host]:port", required=True, aliases=("host",))
    key = Param(str, "the whole line: host, type and key; state=absent removes that very key, or without it all of the "
                     "host")
    path = Param("path", "the file", default="~/.ssh/known_hosts")
    hash_host = Param(bool, "hash the name, so that the file does not tell whose key it is", default=False)
    state = Param(str, "whether the key is trusted", default="present", choices=("absent", "present"))

    wanted = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        if values.get("state", "present") == "present" and not values.get("key"):
            found.append("No key specified when adding a host")
        if re.search(r"\S+\s*,", str(values.get("name"))) and "{{" not in str(values.get("name")):
            found.append("name is one host: make a task for each, with a loop")
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        return [("path", values["path"])] if values.get("path") and values.get("state") != "absent" else []

    @classmethod
    def requires(cls, values):
        """Its folder."""
        return [("folder", values["path"])] if values.get("path") else []

    def inspect(self, system):
        """The text of the file."""
        self.place = expand(self.path, system.own_environment(), lambda user: home(system, user))
        if self.wanted is None and self.key:
            self.take_apart()
        return {"content": system.text(self.place)} if system.stat(self.place) is not None else {}

    def take_apart(self):
        """Take the line to pieces, and hash its host if asked to."""
        host, line = self.name.lower(), self.key.strip()
        self.wanted = parse(line)
        if self.wanted is None:
            raise Failure("key is a line of a known_hosts file, `host type key`, not: %s" % self.key)
        if self.hash_host:
            name = hashed(host)
            line = line.replace(self.wanted.hosts, name, 1)
            self.wanted.hosts = name
        if not self.wanted.is_of(host):
            raise Failure("Host parameter does not match hashed host field in supplied key")
        self.line = line + "\n"

    def desired(self, current):
        """The text with the key, or without it."""
        text = current.get("content")
        lines, host = (text or "").splitlines(True), self.name.lower()
        if self.wanted is None:
            kept = [line for line in lines if not self.is_of(line, host)]
            return {} if kept == lines else {"content": "".join(kept)}
        there, at = find(lines, host, self.wanted)
        if self.state == "absent" and not there:
            return {}
        if self.state == "present":
            if there:
                return {"content": text}
            lines = lines[:at] + lines[at + 1:] if at is not None else lines
            if lines and not lines[-1].endswith("\n"):
                lines[-1] += "\n"
            return {"content": "".join(lines) + self.line}
        return {"content": "".join(lines[:at] + lines[at + 1:])}

    @staticmethod
    def is_of(line, host):
        """Whether a line is a key of the host, and no authority or revoked key."""
        entry = parse(line)
        return entry is not None and not entry.marker and entry.is_of(host)

    def apply(self, system, diff):
        """Write it."""
        system.write(self.place, diff["content"][1].encode("utf-8", "surrogateescape"))

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        return {"name": self.name, "key": self.key, "path": self.place, "hash_host": self.hash_host,
                "state": self.state}
