"""The module `sysctl`."""

from .core.failure import Missing
from .core.foretold import Foretold
from .core.kernel import parameter_path, plain, record_name, running_value
from .core.module import Module
from .core.param import FALSE, TRUE, Param


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
        """The values in the file and in the kernel."""
        self.key = self.name.strip()
        self.lines = system.text(self.sysctl_file).splitlines() if system.stat(self.sysctl_file) is not None else []
        current = {"file": file_values(self.lines).get(self.key)}
        if self.state == "present" and (self.reload or self.sysctl_set):
            running = running_value(system, self.key)
            if running is None and not self.ignoreerrors:
                raise Missing("the kernel has no parameter %s (there is no %s): load its module first, or set "
                              "ignoreerrors" % (self.key, parameter_path(self.key)))
            if running:
                current["kernel"] = running
        return current

    def desired(self, current):
        """The value, wherever it is wanted."""
        if self.state == "absent":
            return {"file": None}
        wanted = {"file": spelled(self.value)}
        if "kernel" in current:
            wanted["kernel"] = plain(spelled(self.value))
        return wanted

    def apply(self, system, diff):
        """Write the file and load it, then set the kernel's value if that did not."""
        quiet = ["-e"] if self.ignoreerrors else []
        if "file" in diff:
            text = edited(self.lines, self.key, diff["file"][1])
            system.write(self.sysctl_file, text.encode("utf-8", "surrogateescape"))
            if self.reload:
                system.run(["sysctl"] + quiet + ["-p", self.sysctl_file],
                           brings=Foretold(lambda: foretell(system, text)))
        if "kernel" in diff and running_value(system, self.key) != diff["kernel"][1]:
            value = spelled(self.value)
            system.run(["sysctl"] + quiet + ["-w", "%s=%s" % (self.key, value)],
                       brings={("sysctl", record_name(self.key)): plain(value)})


def spelled(value):
    """A value as it is written: words for yes and no are 1 and 0."""
    word = value.lower()
    return "1" if word in TRUE - {"1.0"} else "0" if word in FALSE - {"0.0"} else value.strip()


def pair(line):
    """(name, value) of a line that sets something, else None."""
    line = line.strip()
    if not line or line[0] in "#;" or "=" not in line:
        return None
    name, _, value = line.partition("=")
    return name.strip(), value.strip()


def file_values(lines):
    """{name: value} of the lines of a file; the last line for a name wins."""
    return dict(found for found in map(pair, lines) if found is not None)


def edited(lines, key, value):
    """The text of the file with this value (None: without the parameter), every parameter once, at its first place."""
    kept, seen = [], set()
    for line in lines:
        found = pair(line)
        if found is None:
            kept.append(line.strip())
        elif found[0] not in seen:
            seen.add(found[0])
            if found[0] != key:
                kept.append("%s=%s" % found)
            elif value is not None:
                kept.append("%s=%s" % (key, value))
    if key not in seen and value is not None:
        kept.append("%s=%s" % (key, value))
    return "".join(line + "\n" for line in kept)


def foretell(system, text):
    """What sysctl -p brings: of the parameters that the kernel has, the values of the file."""
    values = file_values(text.splitlines())
    return {("sysctl", record_name(name)): plain(value) for name, value in values.items()
            if running_value(system, name) is not None}
