"""The module `pam_limits`."""

import os

from .core.backup import back_up
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param

ITEMS = ("core", "data", "fsize", "memlock", "nofile", "rss", "stack", "cpu", "nproc", "as", "maxlogins",
         "maxsyslogins", "priority", "locks", "sigpending", "msgqueue", "nice", "rtprio", "chroot")
NO_LIMIT = ("unlimited", "infinity", "-1")
LEVELS = ("nice", "priority")
DEST = "/etc/security/limits.conf"


def unfit(item, value):
    """What is wrong with a value of an item; None if nothing."""
    if item in LEVELS:
        bare = value[1:] if value[:1] in "+-" else value
        return None if bare.isdigit() and -20 <= int(value) <= 19 else "a number from -20 to 19"
    return None if value in NO_LIMIT or value.isdigit() else "unlimited, infinity, -1, or a number from 0"


class PamLimits(Module):
    """A limit for the sessions of users, in limits.conf(5)."""

    collection = "community.general"
    exclusive = ("limits",)
    example = """
- name: the database may have many files open
  pam_limits:
    domain: postgres
    limit_type: "-"
    limit_item: nofile
    value: 64000
"""
    domain = Param(str, "whose: a user, @group, *, or a range of numbers", required=True)
    limit_type = Param(str, "which kind of limit; - is both", required=True, choices=("hard", "soft", "-"))
    limit_item = Param(str, "what is limited", required=True, choices=ITEMS)
    value = Param(str, "the limit: a number, or unlimited", required=True)
    use_max = Param(bool, "keep what is there if it is more", default=False)
    use_min = Param(bool, "keep what is there if it is less", default=False)
    backup = Param(bool, "keep a dated copy of what was there", default=False)
    dest = Param(str, "the file", default=DEST)
    comment = Param(str, "comment behind the limit; without it that of the line stays", default="")

    backup_file = None

    @classmethod
    def problems(cls, values):
        """Values out of range, and arguments that do not go together."""
        found = ["use_min and use_max do not go together"] if values.get("use_max") and values.get("use_min") else []
        item, value = values.get("limit_item"), values.get("value")
        if item in ITEMS and value is not None and "{{" not in value and unfit(item, value):
            found.append("value of %s must be %s: %s" % (item, unfit(item, value), value))
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        return [("path", values.get("dest") or DEST)]

    @classmethod
    def requires(cls, values):
        """The file's folder."""
        return [("folder", values.get("dest") or DEST)]

    def inspect(self, system):
        """The whole file."""
        if system.stat(self.dest) is not None:
            return {"content": system.text(self.dest)}
        if system.stat(os.path.dirname(self.dest)) is None:
            raise Missing("cannot write %s: the folder %s does not exist" % (self.dest, os.path.dirname(self.dest)))
        return {}

    def desired(self, current):
        """The file with the limit."""
        return {"content": self.edited(current.get("content") or "")}

    def edited(self, text):
        """The text with the limit in the place of those that are there, or below all others."""
        lines, found = [], False
        for line in text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") if text else []:
            fields = line.partition("#")[0].split()
            if len(fields) == 4:
                self.check(*fields[2:])
            if len(fields) == 4 and fields[:3] == [self.domain, self.limit_type, self.limit_item]:
                found = True
                value = self.chosen(fields[3])
                line = line if value == fields[3] else self.line(value, line.partition("#")[2])
                self.message = line + "\n"
            lines.append(line)
        if not found:
            self.message = self.line(self.value, "") + "\n"
            lines.append(self.message[:-1])
        whole = "".join(line + "\n" for line in lines)
        return text if whole == text + "\n" and found else whole

    def check(self, item, value):
        """Failure for a limit in the file that is none."""
        if unfit(item, value):
            raise Failure("Invalid configuration found in '%s'. Value of %s must be %s: %s" % (
                self.dest, item, unfit(item, value), value))

    def chosen(self, value):
        """The limit where this one is there."""
        free, wanted_free = value in NO_LIMIT, self.value in NO_LIMIT
        if self.value == value or not (self.use_max or self.use_min):
            return self.value
        if self.use_max:
            return value if free else self.value if wanted_free else str(max(int(self.value), int(value)))
        if free or wanted_free:
            return self.value if free and not wanted_free else value
        return str(min(int(self.value), int(value)))

    def line(self, value, comment):
        """A line of the limit; `comment` is that of the line that it replaces."""
        told = self.comment or comment
        return "\t".join([self.domain, self.limit_type, self.limit_item, value] + (["#" + told] if told else []))

    def apply(self, system, diff):
        """Write the file."""
        if self.backup:
            self.backup_file = back_up(system, self.dest)
        system.write(self.dest, diff["content"][1].encode("utf-8", "surrogateescape"))

    def result(self, system, current):
        """The line of the limit."""
        return dict({"backup_file": self.backup_file} if self.backup_file else {}, msg=self.message)
