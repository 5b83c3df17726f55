"""The module `capabilities`."""

import re

from .core.failure import Failure, Missing, Unknown
from .core.module import Module
from .core.param import Param

CLAUSE = re.compile(r"([^=+-]*)([=+-])([eip]*)$")


class Capabilities(Module):
    """A capability of a program's file, as setcap(8) sets them."""

    collection = "community.general"
    example = """
- name: ports below 1024 without root
  capabilities:
    path: /usr/local/bin/gateway
    capability: cap_net_bind_service+ep
"""
    path = Param(str, "the file", required=True, aliases=("key",))
    capability = Param(str, "the capability with operator (=, - or +) and flags; state=absent needs its name only",
                       required=True, aliases=("cap",))
    state = Param(str, "whether the file has it", default="present", choices=("absent", "present"))

    changed = False

    @classmethod
    def problems(cls, values):
        """A capability without its operator."""
        text = str(values.get("capability"))
        if "{{" in text or values.get("state") == "absent" or CLAUSE.match(text.strip().lower()):
            return []
        return ["Couldn't find operator (one of: =, -, +) with flags of e, i and p in capability: %s" % text]

    @classmethod
    def requires(cls, values):
        """The file, and the programs."""
        file = [("path", values["path"])] if values.get("path") else []
        return file + [("package", "libcap2-bin"), ("package", "libcap")]

    def inspect(self, system):
        """The capabilities of the file, each with operator and flags."""
        self.place = self.path.strip()
        if system.stat(self.place) is None:
            raise Missing("Unable to get capabilities of %s: there is no such file" % self.place)
        return {"capabilities": system.record("capabilities", self.place, lambda: self.read(system))}

    def read(self, system):
        """What getcap says: a sorted list."""
        if system.drawn(self.place) > 0:
            raise Unknown(system.pending() or system.label)
        output = system.query(["getcap", "-v", self.place])
        told = output.stdout.strip()
        if output.rc != 0 or output.stderr or not told.startswith(self.place) or told.endswith(")"):
            raise Failure("Unable to get capabilities of %s" % self.place, stdout=told, stderr=output.stderr)
        told = told[len(self.place):].strip()
        # Before libcap 2.41 an equals sign stands between the file and what it has.
        words = (told[1:] if told[:1] == "=" and told[1:2] in ("", " ") else told).lower().split()
        return sorted(item for word in words for item in apart(word))

    def desired(self, current):
        """The capabilities with this one, or without it."""
        there = current["capabilities"]
        wanted = apart(self.capability.strip().lower())[0]
        name = named(wanted)
        others = [item for item in there if named(item) != name]
        if self.state == "absent" or "-" in wanted:
            return {"capabilities": others} if others != there else {}
        # A file has no other sets that "+" could add to: it makes the same as "=".
        if {wanted.replace("+", "="), wanted.replace("=", "+")} & set(there):
            return {}
        return {"capabilities": sorted(others + [wanted])}

    def apply(self, system, diff):
        """Set them all."""
        wanted = diff["capabilities"][1]
        self.changed = True
        system.run(["setcap", " ".join(wanted), self.place], brings={("capabilities", self.place): wanted})

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        return dict({"state": self.state}, **({"msg": "capabilities changed", "stdout": ""} if self.changed else {}))


def named(text):
    """The name of a capability without operator and flags."""
    return re.split("[=+-]", text)[0]


def apart(word):
    """One item for each capability of a clause such as cap_chown,cap_kill=ep."""
    found = CLAUSE.match(word)
    if found is None:
        return [word]
    return [name + found.group(2) + "".join(sorted(found.group(3))) for name in found.group(1).split(",")]
