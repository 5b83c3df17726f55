"""The module `mount_facts`."""

from fnmatch import fnmatch

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .facts import mount_list

# Seconds to wait for a file system where the task does not say; it is then told without its size.
PATIENCE = 10


class MountFacts(Module):
    """What is mounted and what /etc/fstab says, as ansible_facts.mount_points; it changes nothing."""

    example = """
- name: network mounts
  mount_facts:
    fstypes: ["nfs*", cifs]
    timeout: 3
    on_timeout: ignore
"""
    devices = Param(list, "patterns of devices; only mounts of those", elements=str)
    fstypes = Param(list, "patterns of types; only mounts of those", elements=str)
    sources = Param(list, "files to read, or all, static, dynamic, mount", elements=str)
    mount_binary = Param("raw", "the program mount, for hosts that have no file of what is mounted; null for none",
                         default="mount")
    timeout = Param(float, "seconds to wait for each file system; without it 10, and then a warning")
    on_timeout = Param(str, "what one that does not answer in this time is", default="error",
                       choices=("error", "warn", "ignore"))
    include_aggregate_mounts = Param(bool, "every mount of every source, as aggregate_mounts")

    @classmethod
    def problems(cls, values):
        """Values that make no sense."""
        found = []
        seconds, program = values.get("timeout"), values.get("mount_binary", "mount")
        if isinstance(seconds, float) and seconds <= 0:
            found.append("argument 'timeout' must be a positive number or null, not %s" % seconds)
        if program is not None and program != "mount" and "{{" not in str(program):
            found.append("mount_binary: only mount is run; leave it out")
        return found

    def result(self, system, current):
        """mount_points and aggregate_mounts, as Ansible's module of this name returns them."""
        warnings = []
        mounts = [mount for mount in mount_list.mounts(system, self.names(warnings), self.mount_binary)
                  if fits(mount["device"], self.devices) and fits(mount["fstype"], self.fstypes)]
        late = mount_list.measured(system, mounts, PATIENCE if self.timeout is None else self.timeout)
        for mount in late:
            told = "Timed out getting mount size for mount %s (type %s)" % (mount["mount"], mount["fstype"])
            if self.timeout is not None and self.on_timeout == "error":
                raise Failure(told)
            if self.timeout is None or self.on_timeout == "warn":
                warnings.append(told)
        points, seen = {}, {}
        for mount in mounts:
            points.setdefault(mount["mount"], mount)
            seen.setdefault(mount["ansible_context"]["source"], []).append(mount["mount"])
        twice = ["%s (%s)" % (source, names) for source, names in seen.items() if len(set(names)) < len(names)]
        if twice and self.include_aggregate_mounts is None:
            warnings.append("mount_facts: ignoring repeat mounts in the following sources: %s. You can disable this "
                            "warning by configuring the 'include_aggregate_mounts' option as True or False."
                            % ", ".join(twice))
        told = {"ansible_facts": {"mount_points": points,
                                  "aggregate_mounts": mounts if self.include_aggregate_mounts else []}}
        return dict(told, warnings=warnings) if warnings else told

    def names(self, warnings):
        """The sources, with all, static and dynamic spelled out."""
        found = []
        for source in self.sources or ["all"]:
            if not source:
                raise Failure("sources contains an empty string")
            if source in ("all", "dynamic"):
                found.extend(mount_list.DYNAMIC)
            if source in ("all", "static"):
                found.extend(mount_list.STATIC)
            if source not in ("all", "dynamic", "static"):
                found.append(source)
        if len(set(found)) < len(found):
            warnings.append("mount_facts option 'sources' contains duplicate entries, repeat sources will be ignored: "
                            "%s" % found)
        return found


def fits(text, patterns):
    """Whether a text matches one of the patterns; any does if there are none."""
    return not patterns or any(fnmatch(text, pattern) for pattern in patterns)
