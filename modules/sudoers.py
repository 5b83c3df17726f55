"""The module `sudoers`."""

import os

from .core.attributes import octal
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param

FOLDER = "/etc/sudoers.d"
MODE = 0o440


class Sudoers(Module):
    """What a user or a group may do by sudo, in a file of its own, which visudo has approved of before it is there."""

    collection = "community.general"
    example = """
- name: the deployer may restart the web server
  sudoers:
    name: deploy
    user: deploy
    commands: /usr/bin/systemctl restart nginx
"""
    name = Param(str, "name of the file", required=True)
    state = Param(str, "whether the rule is there", default="present", choices=("absent", "present"))
    user = Param(str, "the user who may")
    group = Param(str, "the group whose members may")
    commands = Param(list, "the commands, with their whole path; ALL for all", elements=str)
    nopassword = Param(bool, "without being asked for the password", default=True)
    noexec = Param(bool, "the commands may not start others", default=False)
    setenv = Param(bool, "the environment may be kept", default=False)
    host = Param(str, "the host on which", default="ALL")
    runas = Param(str, "the user that the commands run as; without it root")
    sudoers_path = Param(str, "folder of the file", default=FOLDER)
    validation = Param(str, "whether visudo must approve: detect if it is there, required, absent for no",
                       default="detect", choices=("absent", "detect", "required"))

    @classmethod
    def problems(cls, values):
        """What a rule needs, and a name that sudo would not read."""
        found = ["user and group do not go together"] if values.get("user") and values.get("group") else []
        name = values.get("name")
        if name and "{{" not in name and ("." in name or "/" in name or name.endswith("~")):
            found.append("sudo passes over files whose name has a dot in it or ends in ~: %s" % name)
        if values.get("state") != "absent":
            if values.get("commands") is None:
                found.append("state: present needs commands")
            if not values.get("user") and not values.get("group"):
                found.append("state: present needs user or group")
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        absent = values.get("state") == "absent" or not values.get("name")
        return [] if absent else [("path", os.path.join(values.get("sudoers_path") or FOLDER, values["name"]))]

    @classmethod
    def requires(cls, values):
        """The folder and the program."""
        folder = [("folder", os.path.join(values.get("sudoers_path") or FOLDER, values.get("name") or ""))]
        return folder + [("package", "sudo")]

    def file(self):
        """The file of the rule."""
        return os.path.join(self.sudoers_path, self.name)

    def inspect(self, system):
        """Content and mode of the file."""
        found = system.stat(self.file())
        if found is None:
            return {}
        if found.kind == "directory":
            raise Failure("%s is a folder" % self.file())
        return {"content": system.text(self.file()), "mode": octal(found.mode)}

    def desired(self, current):
        """The rule, in a file that nobody writes to."""
        if self.state == "absent":
            return {"content": None, "mode": None}
        return {"content": self.rule(), "mode": octal(MODE)}

    def rule(self):
        """The line of the rule."""
        tags = "NOEXEC:" * self.noexec + "NOPASSWD:" * self.nopassword + "SETENV:" * self.setenv
        runas = "(%s)" % self.runas if self.runas is not None else ""
        return "%s %s=%s%s %s\n" % (self.user or "%" + self.group, self.host, runas, tags, ", ".join(self.commands))

    def apply(self, system, diff):
        """Remove the file, or write it if visudo approves."""
        if self.state == "absent":
            system.remove(self.file())
            return
        content = self.rule().encode("utf-8", "surrogateescape")
        if self.validation == "required" and system.which("visudo") is None:
            raise Missing("no such program: visudo, and validation is required")
        if self.validation != "absent" and system.which("visudo") is not None:
            self.ask_visudo(system, content)
        system.write(self.file(), content, MODE)

    @staticmethod
    def ask_visudo(system, content):
        """Failure unless visudo understands the rule."""
        try:
            system.validate("visudo -c -f %s", content)
        except Failure as failure:
            raise Failure("Failed to validate sudoers rule:\n%s" % failure.message, **failure.result)
