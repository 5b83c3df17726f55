"""The module `group`."""

from .accounts.defaults import next_id
from .accounts.members import local_group
from .core.foretold import Foretold
from .core.module import Module
from .core.param import Param


class Group(Module):
    """A group of users on the host."""

    exclusive = ("accounts",)
    example = """
- name: the group that may deploy
  group:
    name: deploy
    gid: 2000
"""
    name = Param(str, "name of the group", required=True)
    state = Param(str, "whether it is there", default="present", choices=("absent", "present"))
    gid = Param(int, "its number; else the next free one")
    system = Param(bool, "a new group gets a number below those of people's groups", default=False)
    local = Param(bool, "look for it in /etc/group alone, not in a directory service", default=False)
    force = Param(bool, "with state=absent: remove it though it is a user's primary group", default=False)
    non_unique = Param(bool, "another group may have the same gid", default=False)
    gid_min = Param(int, "lowest number for a new group")
    gid_max = Param(int, "highest number for a new group")

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        if values.get("non_unique") is True and values.get("gid") is None:
            found.append("non_unique needs gid")
        if values.get("force") is True and values.get("local") is True:
            found.append("force does not go with local")
        found += ["%s does not go with local" % name for name in ("gid_min", "gid_max")
                  if values.get("local") is True and values.get(name) is not None]
        return found

    @classmethod
    def provides(cls, values):
        """The group."""
        return [] if values.get("state") == "absent" else [("group", values.get("name"))]

    def inspect(self, system):
        """Whether it is there, and its number."""
        if self.local:
            found = system.record("group", self.name, lambda: local_group(system, self.name))
        else:
            found = system.group(self.name)
        if found is None:
            return {"state": "absent"}
        return {"state": "present", "gid": found["gid"], "members": found["members"]}

    def desired(self, current):
        """There, with its number, or not there."""
        if self.state == "absent" or self.gid is None:
            return {"state": self.state}
        return {"state": "present", "gid": self.gid}

    def apply(self, system, diff):
        """Run groupadd, groupmod or groupdel."""
        number = [] if self.gid is None else ["-g", str(self.gid)] + (["-o"] if self.non_unique else [])
        if self.state == "absent":
            system.run(["groupdel"] + (["-f"] if self.force else []) + [self.name],
                       brings={("group", self.name): None})
        elif "state" in diff:
            limits = [("GID_MIN", self.gid_min), ("GID_MAX", self.gid_max)]
            words = number + (["-r"] if self.system else [])
            for key, value in limits:
                words += [] if value is None else ["-K", "%s=%d" % (key, value)]
            system.run(["groupadd"] + words + [self.name], brings=Foretold(lambda: self.foretell(system)))
        else:
            found = dict(self.inspect(system), gid=self.gid)
            found.pop("state")
            system.run(["groupmod"] + number + [self.name], brings={("group", self.name): found})

    def foretell(self, system):
        """What groupadd brings."""
        gid = self.gid if self.gid is not None else next_id(system, "GID", self.system)
        return {("group", self.name): {"gid": gid, "members": []}}

    def result(self, system, current):
        """What register gets."""
        result = {"name": self.name, "state": self.state}
        if current["state"] == "present":
            result.update(gid=current["gid"], system=self.system)
        return result
