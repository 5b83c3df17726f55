"""The module `hostname`."""

import re

from .core.failure import Failure
from .core.module import Module
from .core.param import Param

STATIC = "/etc/hostname"
RUNNING = ("hostname", "running")
# What holds the name at boot: the file, and the pattern of a line in it, whose second group is the name.
PLACES = {
    "alpine": (STATIC, None), "file": (STATIC, None), "sles": ("/etc/HOSTNAME", None),
    "redhat": ("/etc/sysconfig/network", (re.compile(r"^\s*(HOSTNAME\s*=\s*)(.*)$", re.MULTILINE), "HOSTNAME=%s")),
    "openrc": ("/etc/conf.d/hostname", (re.compile(r'^\s*(hostname=)"?([^"\n]*)"?$', re.MULTILINE), 'hostname="%s"')),
    "systemd": (STATIC, None),
}
# Ansible's word for systemd on Debian is debian.
SAME = {"debian": "systemd"}
NOT_LINUX = ("freebsd", "macos", "macosx", "darwin", "openbsd", "solaris")
SIGNS = (("/etc/alpine-release", "alpine"), ("/etc/gentoo-release", "openrc"), ("/etc/sysconfig/network", "redhat"),
         ("/etc/SuSE-release", "sles"))


class Hostname(Module):
    """The host's name: now, and after a boot. It does not change /etc/hosts."""

    exclusive = ("hostname",)
    example = """
- name: the host has the name that the inventory has for it
  hostname:
    name: "{{ inventory_hostname }}"
"""
    name = Param(str, "the name", required=True)
    use = Param(str, "the way to set it; without it what the host is seen to have",
                choices=("alpine", "debian", "freebsd", "generic", "macos", "macosx", "darwin", "openbsd", "openrc",
                         "redhat", "sles", "solaris", "systemd"))

    @classmethod
    def problems(cls, values):
        """Ways that lead nowhere on Linux, and names that systemd does not take."""
        found = []
        use, name = values.get("use"), str(values.get("name") or "")
        if use in NOT_LINUX or use == "generic":
            found.append("use=%s sets nothing on Linux; take systemd, or leave use out" % use)
        if len(name) > 64 and use in ("systemd", "debian") and "{{" not in name:
            found.append("name cannot be longer than 64 characters: %s" % name)
        return found

    @classmethod
    def provides(cls, values):
        """The usual file."""
        return [("path", STATIC)]

    def inspect(self, system):
        """The running name, where it is set here, and that in the file."""
        self.way = self.find_way(system)
        if self.way == "systemd" and len(self.name) > 64:
            raise Failure("name cannot be longer than 64 characters: %s" % self.name)
        self.file, self.pattern = PLACES[self.way]
        text = system.text(self.file) if system.stat(self.file) is not None else ""
        current = {"static": self.said(text)}
        if self.way in ("systemd", "alpine"):
            current["running"] = system.record(
                *RUNNING, real=lambda: system.text("/proc/sys/kernel/hostname").strip())
        return current

    def find_way(self, system):
        """How the name is set on this host."""
        if self.use is not None:
            return SAME.get(self.use, self.use)
        if system.stat("/run/systemd/system") is not None:
            return "systemd"
        return next((way for path, way in SIGNS if system.stat(path) is not None), "file")

    def said(self, text):
        """The name in the file's text; None if there is none."""
        if self.pattern is None:
            words = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
            return words[0] if words else None
        found = self.pattern[0].search(text)
        return found.group(2).strip() if found is not None else None

    def desired(self, current):
        """The name, in all places."""
        return {key: self.name for key in ("static", "running") if key in current}

    def apply(self, system, diff):
        """Set the name for the next boot, then the running one: NetworkManager minds the other order."""
        if "static" in diff and self.way == "systemd":
            system.run(["hostnamectl", "--pretty", "--static", "set-hostname", self.name], brings={
                ("path", STATIC): {"kind": "file", "mode": 0o644, "owner": "root", "group": "root",
                                   "content": ("%s\n" % self.name).encode()}})
        elif "static" in diff:
            text = system.text(self.file) if system.stat(self.file) is not None else ""
            system.write(self.file, self.written(text).encode("utf-8", "surrogateescape"))
        if "running" in diff:
            words = ["hostname", "-F", STATIC]
            system.run(["hostnamectl", "--transient", "set-hostname", self.name] if self.way == "systemd" else words,
                       brings={RUNNING: self.name})

    def written(self, text):
        """The file's text with the name."""
        if self.pattern is None:
            return "%s\n" % self.name
        pattern, line = self.pattern
        told = line % self.name
        if pattern.search(text) is not None:
            return pattern.sub(lambda found: told, text)
        return text + ("" if text.endswith("\n") or not text else "\n") + told + "\n"

    def result(self, system, current):
        """The name, and the facts that it changes."""
        told = system.query(["hostname", "-f"]) if system.which("hostname") is not None else None
        domain = told.stdout.strip() if told is not None and told.rc == 0 and told.stdout.strip() else self.name
        return {"name": self.name, "ansible_facts": {
            "ansible_hostname": self.name.split(".")[0], "ansible_nodename": self.name, "ansible_fqdn": domain,
            "ansible_domain": domain.partition(".")[2]}}
