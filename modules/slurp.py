"""The module `slurp`."""

import binascii

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param


class Slurp(Module):
    """The content of a file on the host, in base64, for later tasks; it changes nothing."""

    example = """
- name: the host's public key
  slurp:
    src: /etc/ssh/ssh_host_ed25519_key.pub
  register: host_key
"""
    src = Param("path", "the file", required=True, aliases=("path",))

    @classmethod
    def requires(cls, values):
        """The file, if another task brings it."""
        return [("path", values.get("src"))]

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        found = system.stat(self.src)
        if found is None:
            raise Missing("File not found: %s" % self.src)
        if found.kind == "directory":
            raise Failure("Source is a directory and must be a file: %s" % self.src)
        content = binascii.b2a_base64(system.read(self.src)).decode("ascii").rstrip("\n")
        return {"content": content, "source": self.src, "encoding": "base64"}
