"""The module `service`."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .services.sysvinit import SysvService
from .systemd import Systemd

SYSTEMD = "/run/systemd/system"
PASSED = ("name", "state", "enabled", "masked", "daemon_reload", "daemon_reexec", "scope", "force", "no_block")


class Service(Module):
    """A service: running or not, started at boot or not; with systemd or scripts in /etc/init.d."""

    example = """
- name: ssh runs now and after every boot
  service:
    name: ssh
    state: started
    enabled: true
"""
    name = Param(str, "the service; without one, systemd itself is asked")
    state = Param(str, "restarted and reloaded always act; both start a service that does not run",
                  choices=("reloaded", "restarted", "started", "stopped"))
    enabled = Param(bool, "whether it starts at boot")
    use = Param(str, "the service manager; by default the one that runs",
                default="auto", choices=("auto", "service", "systemd", "sysvinit"))
    masked = Param(bool, "with systemd: whether it cannot be started at all")
    daemon_reload = Param(bool, "with systemd: let it first read its files again", default=False,
                          aliases=("daemon-reload",))
    daemon_reexec = Param(bool, "with systemd: let it first start itself again", default=False,
                          aliases=("daemon-reexec",))
    scope = Param(str, "with systemd: whose", default="system", choices=("system", "user", "global"))
    force = Param(bool, "with systemd: replace links that are in the way")
    no_block = Param(bool, "with systemd: do not wait until it has started or stopped", default=False)
    sleep = Param(int, "with init scripts: seconds between stop and start of a restart")
    pattern = Param(str, "with init scripts: text in the command line of a process that shows the service runs")
    arguments = Param(str, "with init scripts: further words for the script", default="", aliases=("args",))
    runlevel = Param(str, "taken for compatibility: OpenRC, which it is for, is not supported",
                     default="default", choices=("default",))

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        return Systemd.problems(values)

    @classmethod
    def requires(cls, values):
        """As of the module systemd."""
        return Systemd.requires(values)

    def inspect(self, system):
        """Through the service manager that the host has."""
        if not hasattr(self, "backend"):
            self.backend = self.choose(system)
        return self.backend.inspect(system)

    def choose(self, system):
        """The module for the host's service manager."""
        values = {name: getattr(self, name) for name in PASSED}
        if self.use == "systemd" or (self.use != "sysvinit" and system.stat(SYSTEMD) is not None):
            return Systemd(values)
        for name in ("masked", "daemon_reload", "daemon_reexec"):
            if values[name]:
                raise Failure("%s is for systemd, which does not run on this host" % name)
        if not self.name:
            raise Failure("there is no systemd on this host, and no service is named")
        return SysvService(dict(values, sleep=self.sleep, pattern=self.pattern, arguments=self.arguments))

    def desired(self, current):
        """As the service manager's module."""
        return self.backend.desired(current)

    def apply(self, system, diff):
        """As the service manager's module."""
        self.backend.apply(system, diff)

    def result(self, system, current):
        """As the service manager's module."""
        return self.backend.result(system, current)
