"""The module `reboot`: the part on the host; the controller waits for it in pushcfg/engine/reboots.py."""

import os
from shlex import split

from .core.failure import Failure, Missing, Unknown
from .core.module import Module
from .core.param import Param
from .packaging import old_files, reboot_due
from .services import boot

BOOT_TIME = "cat " + boot.BOOT_ID


class Reboot(Module):
    """A reboot, waited for and proved; what ran before has to run after it."""

    exclusive = ("dpkg", "rpm")
    example = """
- name: reboot where patches ask for it
  reboot:
    when_required: true
    reboot_timeout: 300
"""
    when_required = Param(bool, "only if one is due: a newer kernel, process 1 or the bus with old files, or a package "
                                "that asks for it", default=False)
    pre_reboot_delay = Param(int, "seconds to wait before, rounded down to minutes", default=0)
    post_reboot_delay = Param(int, "seconds to wait before the first try to log in again", default=0)
    reboot_timeout = Param(int, "seconds within which the host must be back, and again for systemd to settle",
                           default=600)
    connect_timeout = Param(int, "seconds that one try to log in may take")
    test_command = Param(str, "command that must succeed on the host before it counts as back", default="whoami")
    msg = Param(str, "what users who are logged in are told", default="Reboot initiated by pushcfg")
    search_paths = Param(list, "folders to look for shutdown in", elements=str,
                         default=["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin"])
    boot_time_command = Param(str, "command whose output is another one after each boot", default=BOOT_TIME)
    reboot_command = Param(str, "command that reboots; by default shutdown with the delay and the message")
    stage = Param(str, "what the controller wants of it", default="ask", internal=True, choices=("ask", "look", "back"))

    def inspect(self, system):
        """Whether a reboot is to come."""
        if self.stage != "ask":
            return {}
        self.reasons = self.look_why(system)
        if hasattr(self, "asked"):
            return {"reboot": "asked for"}
        if not self.when_required:
            return {"reboot": "due: the task asks for it"}
        return {"reboot": "due: " + "; ".join(self.reasons) if self.reasons else "not due"}

    def look_why(self, system):
        """Why a reboot is due; [] after one that a check has drawn."""
        if system.record("boot", "host", lambda: None) is not None:
            return []
        found = reboot_due.reasons(system, old_files.users(system))
        patched = system.record("patched", "host", lambda: None)
        if patched is not None and self.when_required and not found:
            raise Unknown(patched)  # what its packages ask for they say only once they are there
        return found

    def desired(self, current):
        """Rebooted, if that is due."""
        return {"reboot": "asked for"} if current.get("reboot", "").startswith("due") else {}

    def apply(self, system, diff):
        """Ask for it; the host goes down a moment later."""
        system.run(self.words(system), brings={("boot", "host"): "new", ("old files", "all"): []})
        self.asked = True

    def words(self, system):
        """The command."""
        if self.reboot_command is not None:
            words = split(self.reboot_command)
            return [self.program(system, words[0])] + words[1:]
        return [self.program(system, "shutdown"), "-r", str(self.pre_reboot_delay // 60), self.msg]

    def program(self, system, name):
        """Where a program is."""
        if "/" in name:
            return name
        paths = [os.path.join(folder, name) for folder in self.search_paths]
        found = next((path for path in paths if system.access(path, os.X_OK)), None)
        if found is None:
            raise Missing("there is no %s in %s: set search_paths or reboot_command" % (
                name, ", ".join(self.search_paths)))
        return found

    def result(self, system, current):
        """What register gets; and what the controller compares."""
        if self.stage == "ask":
            return {"rebooted": False, "reboot_required": bool(self.reasons), "reboot_reasons": self.reasons}
        if self.stage == "look" and self.when_required and not self.look_why(system):
            return {"rebooted": False, "reboot_required": False, "reboot_reasons": []}
        found = boot.units(system)
        done, told = boot.settled(system) if self.stage == "back" else (True, "")
        if self.stage == "back":
            output = system.act(self.test_command)
            if output.rc != 0:
                raise Failure("the test command failed: %s: %s" % (
                    self.test_command, (output.stderr or output.stdout).strip()))
        return {"mark": self.mark(system), "running": boot.to_run(found), "settled": done, "told": told,
                "active": {name: unit["active"] for name, unit in found.items()}}

    def mark(self, system):
        """What is another one after each boot."""
        if self.boot_time_command == BOOT_TIME:
            return boot.mark(system)
        output = system.act(self.boot_time_command)
        if output.rc != 0:
            raise Failure("cannot tell when the host has booted: %s: %s" % (
                self.boot_time_command, (output.stderr or output.stdout).strip()))
        return output.stdout.strip()
