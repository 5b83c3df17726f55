"""Packages of Red Hat and its kin, with dnf or, where that is not, yum: the part that package uses."""

from ..core.failure import Failure, Missing
from ..core.module import Module
from ..core.param import Param
from .rpm_query import newest
from .spec import words as texts

# A version that only the package manager can tell beforehand.
TO_COME = "to come"


class DnfPackages(Module):
    """RPM packages: installed, at the newest version, or removed."""

    exclusive = ("rpm",)
    name = Param(list, "the packages", aliases=("pkg",), elements=str)
    state = Param(str, "present, at the newest version, or absent", default="present",
                  choices=("absent", "latest", "present"))
    update_cache = Param(bool, "take no lists from the cache that have expired", default=False)
    enablerepo = Param(list, "repositories to use for this, too", elements=str)
    disablerepo = Param(list, "repositories not to use for this", elements=str)
    allow_downgrade = Param(bool, "also in the place of a newer version", default=False)
    allowerasing = Param(bool, "remove what is in the way", default=False)
    autoremove = Param(bool, "with state=absent: also what was installed for its sake", default=False)
    install_weak_deps = Param(bool, "also what a package recommends", default=True)
    disable_gpg_check = Param(bool, "also what nobody signed", default=False)

    def inspect(self, system):
        """Each package's version."""
        self.program = "dnf" if system.which("dnf") is not None else "yum"
        current, self.wanted = {}, {}
        for name in texts(self.name):
            if name.startswith(("@", "/")) or "://" in name or any(sign in name for sign in "*?["):
                raise Failure("pushcfg takes plain names of packages only: %s; use a command task" % name)
            current[name] = system.package(name)
        if self.state == "absent":
            self.wanted = dict.fromkeys(current)
            return current
        asked = [name for name, version in current.items() if version is None or self.state == "latest"]
        known = newest(system, self.program, asked, self.options())
        for name in asked:
            if self.program == "dnf" and name not in known and current[name] is None:
                raise Missing("No package %s available" % name)
            if current[name] is None or (name in known and known[name] != current[name]):
                self.wanted[name] = known.get(name, TO_COME)
        return current

    def options(self):
        """What all commands are told."""
        words = ["--enablerepo=" + name for name in self.enablerepo or []]
        words += ["--disablerepo=" + name for name in self.disablerepo or []]
        return words + (["--refresh"] if self.update_cache and self.program == "dnf" else [])

    def desired(self, current):
        """Each package as it is wanted."""
        return self.wanted

    def apply(self, system, diff):
        """Run dnf or yum."""
        words = [self.program, "-y"] + self.options()
        if self.program == "dnf":
            words += ["--allowerasing"] if self.allowerasing else []
            words += [] if self.install_weak_deps else ["--setopt=install_weak_deps=False"]
            keep = self.state == "absent" and not self.autoremove
            words += ["--setopt=clean_requirements_on_remove=False"] if keep else []
        words += ["--nogpgcheck"] if self.disable_gpg_check else []
        brings = {("package", name): after for name, (_, after) in diff.items()}
        for verb, names in self.verbs(diff):
            if names:
                self.output = system.run(words + [verb] + names, brings=brings)

    def verbs(self, diff):
        """What to do with which packages."""
        if self.state == "absent":
            return [("remove", sorted(diff))]
        upgrade = "upgrade" if self.program == "dnf" else "update"
        return [("install", sorted(name for name in diff if diff[name][0] is None)),
                (upgrade, sorted(name for name in diff if diff[name][0] is not None))]

    def result(self, system, current):
        """What register gets."""
        output = getattr(self, "output", None)
        return {"rc": 0, "results": [] if output is None else output.stdout.splitlines()}
