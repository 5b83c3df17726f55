"""The module `sysctl`."""

from .core.failure import Failure, Missing
from .core.foretold import Foretold
from .core.kernel import parameter_path, plain, read_only, record_name, running_value
from .core.module import Module
from .core.param import Param
from .kernel.boot import at_boot, boot_files, told_at_boot
from .kernel.lines import edited, file_values, loaded, spelled


class Sysctl(Module):
    """A kernel parameter: in a file that is read at boot, and in the running kernel."""

    collection = "ansible.posix"
    exclusive = ("sysctl",)
    example = """
- name: swap late
  sysctl:
    name: vm.swappiness
    value: "10"
    sysctl_file: /etc/sysctl.d/90-swap.conf
"""
    name = Param(str, "dotted name, such as net.ipv4.ip_forward", required=True, aliases=("key",))
    value = Param(str, "value, as the kernel prints it", aliases=("val",))
    state = Param(str, "whether the file has it", default="present", choices=("absent", "present"))
    reload = Param(bool, "load the file when it has changed, and see to it that the kernel has the value",
                   default=True)
    sysctl_set = Param(bool, "see to it that the kernel has the value, whatever reload says", default=False)
    ignoreerrors = Param(bool, "a kernel without this parameter is no failure", default=False)
    sysctl_file = Param("path", "the file", default="/etc/sysctl.conf")

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        if values.get("state", "present") == "present" and values.get("value") in (None, ""):
            found.append("state=present needs value")
        if values.get("name") is not None and not values["name"].strip():
            found.append("name is blank")
        return found

    @classmethod
    def provides(cls, values):
        """The parameter, and the file."""
        path = values.get("sysctl_file") or "/etc/sysctl.conf"
        return [] if values.get("state") == "absent" else [("sysctl", values.get("name")), ("path", path)]

    @classmethod
    def requires(cls, values):
        """The file's folder."""
        return [("folder", values.get("sysctl_file") or "/etc/sysctl.conf")]

    def inspect(self, system):
        """The values in the file, at the next boot and in the kernel."""
        self.key = self.name.strip()
        self.lines = system.text(self.sysctl_file).splitlines() if system.stat(self.sysctl_file) is not None else []
        current = {"file": file_values(self.lines).get(self.key)}
        if self.state == "present":
            self.look_at_boot(system, current)
            if self.reload or self.sysctl_set:
                self.look_at_kernel(system, current)
        return current

    def look_at_boot(self, system, current):
        """What the next boot would set, with the place that says so where that is another file."""
        paths = boot_files(system)
        if paths is None:
            return
        self.boot = at_boot(system, self.key, paths)
        current["boot"] = told_at_boot(system, self.boot, self.sysctl_file, paths)

    def look_at_kernel(self, system, current):
        """The running value; Missing where the kernel has no such parameter."""
        running = running_value(system, self.key)
        if running is None and not self.ignoreerrors:
            raise Missing("the kernel has no parameter %s (there is no %s): load its module first, or set "
                          "ignoreerrors" % (self.key, parameter_path(self.key)))
        if running and not (self.ignoreerrors and read_only(system, self.key)):
            current["kernel"] = running

    def desired(self, current):
        """The value, wherever it is wanted; whichever file brings it at boot."""
        if self.state == "absent":
            return {"file": None}
        value = plain(spelled(self.value))
        wanted = {"file": spelled(self.value)}
        if "boot" in current:
            wanted["boot"] = current["boot"] if self.boot is not None and self.boot.value == value else value
        if "kernel" in current:
            wanted["kernel"] = value
        return wanted

    def apply(self, system, diff):
        """Write the file and load it, then set the kernel's value if that did not."""
        if "kernel" in diff and read_only(system, self.key):
            raise Failure("the kernel does not let %s be set: %s is read-only here, and says %s" % (
                self.key, parameter_path(self.key), diff["kernel"][0]))
        quiet = ["-e"] if self.ignoreerrors else []
        if "file" in diff:
            text = edited(self.lines, self.key, diff["file"][1])
            system.write(self.sysctl_file, text.encode("utf-8", "surrogateescape"))
            if self.reload:
                system.run(["sysctl"] + quiet + ["-p", self.sysctl_file],
                           brings=Foretold(lambda: loaded(system, text)))
        if "kernel" in diff and running_value(system, self.key) != diff["kernel"][1]:
            value = spelled(self.value)
            system.run(["sysctl"] + quiet + ["-w", "%s=%s" % (self.key, value)],
                       brings={("sysctl", record_name(self.key)): plain(value)})
