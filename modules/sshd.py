"""The module `sshd`."""

import re

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .secure_shell.configuration import FOLDER, MAIN, REPEATED, Configuration

PLACED = re.compile(r"/proc/[0-9]+/fd/[0-9]+:? line (?P<line>[0-9]+)")


class Sshd(Module):
    """Settings of the OpenSSH server in a file of their own, which sshd has understood before it is installed."""

    collection = "pushcfg"
    exclusive = ("sshd",)
    example = """
- name: nobody logs in with a password
  sshd:
    name: 10-hardening
    options:
      PasswordAuthentication: false
      PermitRootLogin: prohibit-password
    match:
      Group sftp-only: {ForceCommand: internal-sftp, AllowTcpForwarding: false}
  notify: reload sshd
"""
    name = Param(str, "of the file in /etc/ssh/sshd_config.d, without .conf; of two files the first by name wins",
                 required=True)
    options = Param(dict, "keywords of sshd_config(5) with their values; true and false are yes and no, of a list each "
                          "item is a line of its own", default={})
    match = Param(dict, "criteria such as `User git`, each with the options that hold where they are met", default={})
    state = Param(str, "whether the file is there", default="present", choices=("absent", "present"))

    @classmethod
    def problems(cls, values):
        """What would end up in another file, or on another line."""
        found = []
        name = str(values.get("name", ""))
        if "/" in name or name.endswith(".conf"):
            found.append("name must be a file name without a slash or .conf")
        if values.get("state", "present") == "present" and not values.get("options") and not values.get("match"):
            found.append("state=present needs options or match")
        match = values.get("match")
        groups = [values.get("options")] + (list(match.values()) if isinstance(match, dict) else [])
        for group in groups:
            for keyword, value in group.items() if isinstance(group, dict) else ():
                if "{{" not in str(keyword) and not str(keyword).isalnum():
                    found.append("%s is no keyword of sshd_config" % keyword)
                if str(keyword).lower() in ("include", "match"):
                    found.append("%s is not an option: use the argument match, or a file of its own" % keyword)
                if value is None or "\n" in str(value):
                    found.append("%s needs a value of one line" % keyword)
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        path = "%s/%s.conf" % (FOLDER, values.get("name"))
        return [] if values.get("state") == "absent" else [("path", path)]

    @classmethod
    def requires(cls, values):
        """The server and its folder."""
        return [("package", "openssh-server"), ("folder", "%s/%s.conf" % (FOLDER, values.get("name")))]

    def inspect(self, system):
        """The file, and for each option the value that counts, with its place where that is in another file."""
        self.path = "%s/%s.conf" % (FOLDER, self.name)
        found = system.stat(self.path)
        current = {"file": system.text(self.path) if found is not None else None}
        if self.state == "absent":
            return current
        current["mode"] = "%04o" % found.mode if found is not None else None
        if system.stat(MAIN) is None:
            raise Missing("there is no %s: install openssh-server first" % MAIN)
        self.winners = {}
        configuration = Configuration(system, {})
        for keyword in self.options:
            if keyword.lower() not in REPEATED:
                winner = self.winners[keyword] = configuration.first(keyword)
                current[keyword] = None if winner is None else winner[0] if winner[1] == self.path else (
                    "%s (%s:%d)" % winner)
        return current

    def desired(self, current):
        """The file, and that it is what counts: of a keyword sshd takes the first line that it reads."""
        if self.state == "absent":
            return {"file": None}
        wanted = {"file": self.text(), "mode": "0600"}
        for keyword, winner in self.winners.items():
            value = spelled(self.options[keyword])
            same = winner is not None and winner[0].lower() == value.lower()
            wanted[keyword] = current[keyword] if same else value
        return wanted

    def text(self):
        """The file."""
        lines = [line for keyword, value in self.options.items() for line in written(keyword, value)]
        for criteria, options in self.match.items():
            lines += ["Match %s" % criteria]
            lines += ["    " + line for keyword, value in options.items() for line in written(keyword, value)]
        return "".join(line + "\n" for line in lines)

    def apply(self, system, diff):
        """Let sshd read the whole configuration with the file, or without it, then install or remove it."""
        text = None if self.state == "absent" else self.text()
        if "file" in diff:
            self.understood(system, text)
        if text is None:
            system.remove(self.path)
        elif "file" in diff or "mode" in diff:
            system.write(self.path, text.encode("utf-8", "surrogateescape"), mode=0o600)

    def understood(self, system, text):
        """Failure with the words of sshd, and the place of the line, if it does not take the configuration."""
        configuration = Configuration(system, {self.path: text})
        try:
            system.validate("sshd -t -f %s", configuration.text().encode("utf-8", "surrogateescape"))
        except Failure as failure:
            raise Failure("sshd refuses this: %s" % placed(configuration, failure.message))

    def result(self, system, current):
        """What register gets."""
        return {"path": self.path, "state": self.state}


def placed(configuration, message):
    """What sshd says, with the places of the lines in the files that they come from."""
    told = message.replace("failed to validate: ", "").splitlines()

    def place(found):
        return "%s line %d" % (configuration.place(int(found.group("line"))) or (MAIN, 0))
    return "; ".join(PLACED.sub(place, line) for line in told if ": terminating, " not in line)


def spelled(value):
    """A value as sshd_config has it."""
    return "yes" if value is True else "no" if value is False else str(value)


def written(keyword, value):
    """The lines of one option."""
    return ["%s %s" % (keyword, spelled(item)) for item in (value if isinstance(value, list) else [value])]
