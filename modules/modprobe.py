"""The module `modprobe`."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .kernel import modules


class Modprobe(Module):
    """A module of the kernel: loaded or not, now and after every boot, and its parameters."""

    collection = "community.general"
    exclusive = ("modprobe",)
    example = """
- name: bridged traffic passes the packet filter, also after a boot
  modprobe:
    name: br_netfilter
    persistent: present
"""
    name = Param(str, "the module, or an alias of it", required=True)
    state = Param(str, "whether it is loaded", default="present", choices=("absent", "present"))
    params_ = Param(str, "its parameters, parted by blanks; they count when it is loaded", default="")
    persistent = Param(str, "whether it is loaded at boot, with these parameters; disabled leaves that as it is",
                       default="disabled", choices=("disabled", "absent", "present"))

    @classmethod
    def problems(cls, values):
        """A name that would be another file."""
        return ["name is no path: %s" % values["name"]] if "/" in str(values.get("name")) else []

    @classmethod
    def provides(cls, values):
        """The parameters below /proc/sys that come with it cannot be told; the module can."""
        return [] if values.get("state") == "absent" else [("kernel module", values.get("name"))]

    @classmethod
    def requires(cls, values):
        """The program."""
        return [("package", "kmod")]

    def inspect(self, system):
        """Whether it is loaded, and what the files for the next boot say."""
        there = system.record("kernel module", self.name, lambda: modules.is_loaded(system, self.name))
        self.try_it(system, there)
        current = {"loaded": there}
        if self.persistent != "disabled":
            load, options = modules.files(system, modules.LOAD), modules.files(system, modules.OPTIONS)
            current["loaded at boot"] = any(modules.loads(line, self.name) for text in load.values()
                                            for line in text.splitlines())
            current["parameters at boot"] = sorted({word for text in options.values() for line in text.splitlines()
                                                    for word in modules.parameters(line, self.name)})
        return current

    def try_it(self, system, there):
        """What modprobe would refuse fails now, so in a check too."""
        if there == (self.state == "present"):
            return
        words = ["-r", self.name] if there else self.words()
        told = system.query(["modprobe", "-n"] + words)
        if told.rc != 0:
            raise (Failure if there else Missing)(told.stderr.strip() or told.stdout.strip(), rc=told.rc,
                                                  stdout=told.stdout, stderr=told.stderr)

    def words(self):
        """The name and the parameters."""
        from shlex import split
        return [self.name] + split(self.params_ or "")

    def desired(self, current):
        """What is asked for, now and at boot."""
        wanted = {"loaded": self.state == "present"}
        if self.persistent != "disabled":
            present = self.persistent == "present"
            wanted["loaded at boot"] = present
            wanted["parameters at boot"] = sorted(set((self.params_ or "").split())) if present else []
        return wanted

    def apply(self, system, diff):
        """Load or unload it, and write the files."""
        if "loaded" in diff:
            present = self.state == "present"
            system.run(["modprobe"] + (self.words() if present else ["-r", self.name]),
                       brings={("kernel module", self.name): present})
        if "loaded at boot" in diff and self.persistent == "present":
            self.write(system, modules.LOAD, "%s\n" % self.name)
        elif "loaded at boot" in diff:
            self.comment_out(system, modules.LOAD, lambda line: modules.loads(line, self.name))
        if "parameters at boot" in diff:
            self.comment_out(system, modules.OPTIONS, lambda line: bool(modules.parameters(line, self.name)))
            if self.persistent == "present" and self.params_:
                self.write(system, modules.OPTIONS, "".join(
                    "options %s %s\n" % (self.name, word) for word in self.params_.split()))

    def write(self, system, folder, text):
        """Write the module's own file in a folder."""
        if system.stat(folder) is None:
            system.make_directory(folder)
        system.write("%s/%s.conf" % (folder, self.name), text.encode("utf-8", "surrogateescape"))

    @staticmethod
    def comment_out(system, folder, meant):
        """Make comments of the lines that are meant, in all files of a folder."""
        for path, text in modules.files(system, folder).items():
            after = modules.without(text, meant)
            if after != text:
                system.write(path, after.encode("utf-8", "surrogateescape"))

    def result(self, system, current):
        """What was asked for."""
        return {"name": self.name, "params": self.params_ or "", "state": self.state}
