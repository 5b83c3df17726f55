"""The module `journald`."""

import re

from .core.module import Module
from .core.param import Param

FOLDER = "/etc/systemd/journald.conf.d"
SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)?[KMGTPE]?%?$")
# The key of journald.conf(5) for each param that has one.
KEYS = {
    "storage": "Storage", "compress": "Compress", "seal": "Seal", "split_mode": "SplitMode",
    "sync_interval": "SyncIntervalSec", "rate_limit_interval": "RateLimitIntervalSec",
    "rate_limit_burst": "RateLimitBurst",
    "system_max_use": "SystemMaxUse", "system_keep_free": "SystemKeepFree", "system_max_file_size": "SystemMaxFileSize",
    "system_max_files": "SystemMaxFiles", "runtime_max_use": "RuntimeMaxUse", "runtime_keep_free": "RuntimeKeepFree",
    "runtime_max_file_size": "RuntimeMaxFileSize", "runtime_max_files": "RuntimeMaxFiles",
    "max_retention": "MaxRetentionSec", "max_file": "MaxFileSec", "forward_to_syslog": "ForwardToSyslog",
    "forward_to_console": "ForwardToConsole", "forward_to_wall": "ForwardToWall", "max_level_store": "MaxLevelStore",
    "max_level_syslog": "MaxLevelSyslog", "line_max": "LineMax",
}
LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")


class Journald(Module):
    """What systemd's journal keeps, and for how long: a drop-in of journald.conf(5)."""

    collection = "pushcfg"
    exclusive = ("journald",)
    example = """
- name: the journal keeps a month, in at most 500 megabytes
  journald:
    name: limits
    storage: persistent
    system_max_use: 500M
    max_retention: 1month
"""
    name = Param(str, "of the drop-in, without .conf", required=True)
    state = Param(str, "whether it is there", default="present", choices=("absent", "present"))
    storage = Param(str, "where logs are kept", choices=("auto", "none", "persistent", "volatile"))
    compress = Param(bool, "compress large entries")
    seal = Param(bool, "seal files, where there is a key")
    split_mode = Param(str, "files a user, or one for all", choices=("none", "uid"))
    sync_interval = Param(str, "time after which files are written to disk, such as 5m")
    rate_limit_interval = Param(str, "time in which a service may log rate_limit_burst messages; 0 is no limit")
    rate_limit_burst = Param(int, "how many messages")
    system_max_use = Param(str, "disk that logs may use, such as 500M")
    system_keep_free = Param(str, "disk that logs leave free")
    system_max_file_size = Param(str, "size of one file")
    system_max_files = Param(int, "how many files")
    runtime_max_use = Param(str, "memory that volatile logs may use")
    runtime_keep_free = Param(str, "memory that they leave free")
    runtime_max_file_size = Param(str, "size of one of their files")
    runtime_max_files = Param(int, "how many of these")
    max_retention = Param(str, "age after which logs are removed, such as 1month; 0 is never")
    max_file = Param(str, "time that one file covers")
    forward_to_syslog = Param(bool, "pass messages on to syslog")
    forward_to_console = Param(bool, "pass messages on to the console")
    forward_to_wall = Param(bool, "pass emergencies on to all terminals")
    max_level_store = Param(str, "keep no messages less important than these", choices=LEVELS)
    max_level_syslog = Param(str, "pass on no messages less important than these", choices=LEVELS)
    line_max = Param(str, "longest line, such as 48K")

    @classmethod
    def problems(cls, values):
        """Values that journald would pass over with no more than a warning in its own log."""
        found = []
        name = str(values.get("name", ""))
        if "/" in name or name.endswith(".conf"):
            found.append("name must be a file name without a slash or .conf")
        if values.get("state", "present") == "present" and not any(values.get(word) is not None for word in KEYS):
            found.append("state=present needs a setting")
        for word in KEYS:
            value = values.get(word)
            if word.endswith(("_use", "_free", "_size")) and value is not None and "{" not in value and \
                    not SIZE.match(value):
                found.append("%s is %s, not bytes, or a number with K, M, G or T" % (word, value))
            if "\n" in str(value):
                found.append("%s must be one line" % word)
        return found

    @classmethod
    def provides(cls, values):
        """The drop-in."""
        path = "%s/%s.conf" % (FOLDER, values.get("name"))
        return [] if values.get("state") == "absent" else [("path", path)]

    def inspect(self, system):
        """The drop-in as it is."""
        self.path = "%s/%s.conf" % (FOLDER, self.name)
        return {"file": system.text(self.path) if system.stat(self.path) is not None else None}

    def desired(self, current):
        """The drop-in as it should be."""
        if self.state == "absent":
            return {"file": None}
        return {"file": "[Journal]\n" + "".join("%s=%s\n" % pair for pair in self.settings())}

    def settings(self):
        """(key, value) of what the task says."""
        for word, key in KEYS.items():
            value = getattr(self, word)
            if value is not None:
                yield key, ("yes" if value else "no") if isinstance(value, bool) else value

    def apply(self, system, diff):
        """Write the drop-in, and start the journal again, which takes it up; no message is lost meanwhile."""
        if self.state == "absent":
            system.remove(self.path)
        else:
            if system.stat(FOLDER) is None:
                system.make_directory(FOLDER, mode=0o755)
            system.write(self.path, diff["file"][1].encode("utf-8"), mode=0o644)
        if system.stat("/run/systemd/system") is not None:
            system.run(["systemctl", "restart", "systemd-journald.service"])

    def result(self, system, current):
        """What register gets."""
        return {"path": self.path, "state": self.state}
