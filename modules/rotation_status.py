"""The module `rotation_status`."""

import time

from .core.module import Module
from .core.moment import moment
from .core.param import Param
from .rotation import state
from .scheduling.crontab import seconds

UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


class RotationStatus(Module):
    """Whether logs are rotated: logrotate runs, what it should rotate it has, and logs use no more than their share.

    It looks only. In a check what is not so is a difference; in an apply it fails, as no task can bring it about.
    """

    collection = "pushcfg"
    example = """
- name: logs are rotated
  rotation_status:
    max_age: 26h
    logs:
      /var/log/shop/*.log: 2d
    folder: /var/log
    max_size: 2G
"""
    max_age = Param(str, "age of logrotate's last run at which it is overdue, such as 26h")
    logs = Param(dict, "patterns of logs, each with the age of its last rotation at which that is overdue; an empty "
                       "log need not be rotated", default={})
    state_file = Param("path", "where logrotate keeps what it has done; by default where this system has it")
    folder = Param("path", "folder whose files count for max_size", default="/var/log")
    max_size = Param(str, "disk that they may use together: bytes, or with k, M, G or T")

    @classmethod
    def problems(cls, values):
        """Spans and sizes that are none, and nothing to look at."""
        found = []
        spans = {"max_age": values.get("max_age")}
        spans.update(values["logs"] if isinstance(values.get("logs"), dict) else {})
        for word, value in spans.items():
            try:
                if value is not None and "{" not in str(value):
                    seconds(value)
            except ValueError as error:
                found.append("%s: %s" % (word, error))
        size = values.get("max_size")
        if size is not None and "{" not in size and octets(size) is None:
            found.append("max_size is %s, not bytes, or a number with k, M, G or T" % size)
        if not any(values.get(word) for word in ("max_age", "logs", "max_size")):
            found.append("needs one of max_age, logs and max_size")
        return found

    @classmethod
    def requires(cls, values):
        """logrotate."""
        return [("package", "logrotate")]

    def inspect(self, system):
        """When logrotate ran, when it rotated each log, and the disk that logs use."""
        self.good, current = {}, {}
        path = self.state_file or state.place(system)
        found = system.stat(path) if path is not None else None
        if self.max_age is not None:
            ran = found and found.mtime
            self.note(system, current, "last run", ran and moment(int(ran)), "at most %s ago" % self.max_age,
                      ran is not None and time.time() - ran <= seconds(self.max_age))
        rotated = state.rotations(system.text(path)) if found is not None else {}
        for pattern, limit in self.logs.items():
            for log in system.glob(pattern):
                self.look_at_log(system, current, log, rotated.get(log), str(limit))
        if self.max_size is not None:
            used = sum(one.blocks * 512 for one in files(system, self.folder))
            self.note(system, current, "used by " + self.folder, "%d MB" % (used >> 20), "at most " + self.max_size,
                      used <= octets(self.max_size))
        return current

    def look_at_log(self, system, current, log, when, limit):
        """Note one log; one that logrotate has not seen yet may be as old as its last rotation might."""
        found = system.stat(log)
        if found is None or found.kind != "file" or found.size == 0:
            return
        told = "never" if when is None else moment(int(when))
        since = when if when is not None else found.mtime
        self.note(system, current, "rotated " + log, told, "at most %s ago" % limit,
                  time.time() - since <= seconds(limit))

    def note(self, system, current, attribute, value, wanted, good):
        """One attribute as it is, and as it should be, which is as it is where that is good."""
        current[attribute] = system.record("rotation", attribute, lambda: value)
        self.good[attribute] = current[attribute] if good else wanted

    def desired(self, current):
        """Everything within its limit."""
        return dict(self.good)

    def apply(self, system, diff):
        """Nothing here can make it good: fail with what is not."""
        lines = ["%s: %s, wanted %s" % (name, "never" if before is None else before, wanted)
                 for name, (before, wanted) in sorted(diff.items())]
        system.insist("logs are not rotated as they should be: %s" % "; ".join(lines),
                      {("rotation", name): wanted for name, (_, wanted) in diff.items()})

    def result(self, system, current):
        """What register gets."""
        return {"state": current}


def octets(size):
    """The bytes of a size such as 2G; None if it is none."""
    text = str(size).strip().lower()
    unit = UNITS.get(text[-1:])
    digits = text[:-1] if unit else text
    return int(digits) * (unit or 1) if digits.isdigit() else None


def files(system, folder):
    """The Stat of every file below a folder; links are not followed."""
    if system.stat(folder) is None:
        return
    for name in system.entries(folder):
        found = system.stat("%s/%s" % (folder, name), follow=False)
        if found is None:
            continue
        if found.kind == "directory":
            yield from files(system, "%s/%s" % (folder, name))
        elif found.kind == "file":
            yield found
