"""The module `sysctl_dir`."""

from .core.failure import Failure, Missing
from .core.foretold import Foretold
from .core.kernel import parameter_path, plain, read_only, running_value
from .core.module import Module
from .core.param import Param
from .kernel.boot import at_boot, boot_files, told_at_boot
from .kernel.lines import loaded, spelled

FOLDER = "/etc/sysctl.d"


class SysctlDir(Module):
    """All kernel parameters of one purpose: a file in /etc/sysctl.d that has these and no others, and the kernel."""

    collection = "pushcfg"
    exclusive = ("sysctl",)
    example = """
- name: what a web server wants of its kernel
  sysctl_dir:
    name: 60-web
    values:
      net.core.somaxconn: {value: 4096, reason: bursts of connections wait instead of being refused}
      net.ipv4.tcp_slow_start_after_idle: 0
"""
    name = Param(str, "of the file, without .conf; files are read in the order of their names", required=True)
    values = Param(dict, "each parameter with its value, or with `value` and a `reason` that the file repeats",
                   default={})
    state = Param(str, "absent takes the file away", default="present", choices=("absent", "present"))
    reload = Param(bool, "see to it that the running kernel has the values, too", default=True)
    ignoreerrors = Param(bool, "a parameter that the kernel lacks or does not let be set is no failure", default=False)

    @classmethod
    def problems(cls, values):
        """Names of files, and entries that are neither a value nor one with its reason."""
        name = str(values.get("name", ""))
        found = ["name must be a file name without a slash or .conf"] if "/" in name or name.endswith(".conf") else []
        entries = values.get("values")
        if values.get("state", "present") == "present" and not entries:
            found.append("state=present needs values")
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and (entry.get("value") is None or set(entry) - {"value", "reason"}):
                found.append("%s needs `value`, and takes beside it only `reason`" % key)
            elif entry is None or isinstance(entry, list):
                found.append("%s has no value" % key)
        return found

    @classmethod
    def provides(cls, values):
        """The file and its parameters."""
        if values.get("state") == "absent" or not isinstance(values.get("values"), dict):
            return []
        path = "%s/%s.conf" % (FOLDER, values.get("name"))
        return [("path", path)] + [("sysctl", str(key)) for key in values["values"]]

    @classmethod
    def requires(cls, values):
        """The folder."""
        return [("folder", "%s/%s.conf" % (FOLDER, values.get("name")))]

    def inspect(self, system):
        """The file, what the next boot sets, and what the kernel has."""
        self.path = "%s/%s.conf" % (FOLDER, self.name)
        self.wanted = {str(key): spelled(str(entry["value"] if isinstance(entry, dict) else entry))
                       for key, entry in self.values.items()}
        current = {"file": system.text(self.path) if system.stat(self.path) is not None else None}
        if self.state == "absent":
            return current
        paths = boot_files(system)
        self.boot = {}
        for key in self.wanted:
            if paths is not None:
                self.boot[key] = at_boot(system, key, paths)
                current["boot " + key] = told_at_boot(system, self.boot[key], self.path, paths)
            if self.reload:
                self.look_at_kernel(system, key, current)
        return current

    def look_at_kernel(self, system, key, current):
        """The running value of one parameter; Missing where the kernel has none."""
        running = running_value(system, key)
        if running is None and not self.ignoreerrors:
            raise Missing("the kernel has no parameter %s (there is no %s): load its module first, or set "
                          "ignoreerrors" % (key, parameter_path(key)))
        if running and not (self.ignoreerrors and read_only(system, key)):
            current["kernel " + key] = running

    def desired(self, current):
        """The file as a whole, and each value at boot and now."""
        if self.state == "absent":
            return {"file": None}
        wanted = {"file": self.text()}
        for key, value in self.wanted.items():
            if "boot " + key in current:
                said = self.boot[key] is not None and self.boot[key].value == plain(value)
                wanted["boot " + key] = current["boot " + key] if said else plain(value)
            if "kernel " + key in current:
                wanted["kernel " + key] = plain(value)
        return wanted

    def text(self):
        """The file: a line for each parameter, below its reason."""
        lines = []
        for key, entry in self.values.items():
            reason = entry.get("reason") if isinstance(entry, dict) else None
            lines += ["# %s" % line for line in str(reason).strip().splitlines()] if reason else []
            lines.append("%s%s = %s" % ("-" if self.ignoreerrors else "", key, self.wanted[str(key)]))
        return "".join(line + "\n" for line in lines)

    def apply(self, system, diff):
        """Write the file and load it; nothing is written where the kernel would refuse."""
        for name, (before, _) in diff.items():
            key = name.partition(" ")[2]
            if name.startswith("kernel ") and read_only(system, key):
                raise Failure("the kernel does not let %s be set: %s is read-only here, and says %s" % (
                    key, parameter_path(key), before))
        if self.state == "absent":
            system.remove(self.path)
            return
        text = self.text()
        if "file" in diff:
            system.write(self.path, text.encode("utf-8", "surrogateescape"))
        if any(name.startswith("kernel ") for name in diff):
            quiet = ["-e"] if self.ignoreerrors else []
            system.run(["sysctl"] + quiet + ["-p", self.path], brings=Foretold(lambda: loaded(system, text)))

    def result(self, system, current):
        """What register gets."""
        return {"path": self.path, "state": self.state}
