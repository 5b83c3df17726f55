"""Services of a host without systemd: scripts in /etc/init.d, and links that start them at boot."""

from ..core.failure import Missing
from ..core.module import Module

# What the status action of a script exits with when the service does not run (LSB, and 69 as some do).
NOT_RUNNING = (1, 2, 3, 4, 69)


class SysvService(Module):
    """A service with a script in /etc/init.d; the arguments are those of the module service."""

    def __init__(self, values):
        super().__init__(values)
        self.name = values["name"]
        self.state = values.get("state")
        self.enabled = values.get("enabled")
        self.sleep = values.get("sleep")
        self.pattern = values.get("pattern")
        self.arguments = (values.get("arguments") or "").split()

    def inspect(self, system):
        """Whether it runs, and whether it is started at boot."""
        script = system.stat("/etc/init.d/" + self.name) is not None
        if not script and not self.is_to_come(system):
            raise Missing("Could not find the requested service %s: host has no /etc/init.d/%s; install its package "
                          "first" % (self.name, self.name))
        current = {"enabled": system.record("rc links", self.name, lambda: self.has_links(system) if script else None)}
        if self.state is not None:
            running = system.record("sysv running", self.name, lambda: script and self.runs(system))
            current["state"] = "started" if running else "stopped"
            acted = getattr(self, "acted", None)
            if acted is not None and running == (acted != "stopped"):
                current["state"] = acted
        return current

    def is_to_come(self, system):
        """Whether an earlier task of a check would bring it: a package is taken to bring the script of its own name."""
        return system.pending() is not None and system.package(self.name) is not None

    def has_links(self, system):
        """Whether some runlevel starts it."""
        return bool(system.glob("/etc/rc?.d/S??" + self.name))

    def runs(self, system):
        """Whether the script says so, or with a pattern whether a process has it in its command line."""
        if self.pattern is not None:
            return any(self.pattern in line for line in command_lines(system))
        output = system.query(["service", self.name, "status"])
        told = output.stdout.lower().replace(self.name.lower(), "")
        if output.rc in NOT_RUNNING:
            return False
        return not any(word in told for word in ("not running", "stopped", "is dead"))

    def desired(self, current):
        """What the arguments speak of."""
        wanted = {"enabled": self.enabled, "state": self.state}
        return {name: value for name, value in wanted.items() if value is not None}

    def apply(self, system, diff):
        """Set the links, then run the script."""
        if "enabled" in diff:
            self.enable(system)
        if "state" not in diff:
            return
        running = diff["state"][0] == "started"
        if self.state == "restarted" and running:
            self.control(system, "stop", False)
            if self.sleep:
                system.run(["sleep", str(self.sleep)])
            self.control(system, "start", True)
        elif self.state == "stopped":
            self.control(system, "stop", False)
        else:
            self.control(system, "reload" if self.state == "reloaded" and running else "start", True)
        self.acted = self.state

    def control(self, system, verb, running):
        """Run the script."""
        system.run(["service", self.name, verb] + self.arguments, brings={("sysv running", self.name): running})

    def enable(self, system):
        """Make or disable the links, with whatever tool the host has for that."""
        brings = {("rc links", self.name): self.enabled}
        if system.which("update-rc.d") is not None:
            if self.enabled and not system.glob("/etc/rc?.d/[SK]??" + self.name):
                system.run(["update-rc.d", self.name, "defaults"])
            system.run(["update-rc.d", self.name, "enable" if self.enabled else "disable"], brings=brings)
        elif system.which("chkconfig") is not None:
            if self.enabled and not system.glob("/etc/rc?.d/[SK]??" + self.name):
                system.run(["chkconfig", "--add", self.name])
            system.run(["chkconfig", self.name, "on" if self.enabled else "off"], brings=brings)
        else:
            raise Missing("neither update-rc.d nor chkconfig is on this host: cannot enable or disable %s" % self.name)

    def result(self, system, current):
        """What register gets."""
        result = {"name": self.name}
        if self.state is not None:
            result["state"] = "stopped" if self.state == "stopped" else "started"
        if self.enabled is not None:
            result["enabled"] = current["enabled"]
        return result


def command_lines(system):
    """The command line of every process."""
    found = []
    for process in system.entries("/proc"):
        if process.isdigit():
            try:
                found.append(system.text("/proc/%s/cmdline" % process).replace("\0", " "))
            except Missing:
                pass  # it has ended since
    return found
