"""The module `package`."""

from .apt import Apt
from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .dnf import Dnf
from .packaging.spec import names

STATES = {"installed": "present", "removed": "absent"}
BACKENDS = {"apt": Apt, "dnf": Dnf, "yum": Dnf}
PROGRAMS = (("apt-get", "apt"), ("dnf", "dnf"), ("yum", "yum"))
OWN = ("name", "state", "use")


class Package(Module):
    """Packages, with whatever package manager the host has: apt, dnf or yum."""

    exclusive = ("dpkg", "rpm")
    example = """
- name: tools that every host has
  package:
    name: [rsync, tree]
    state: present
"""
    name = Param(list, "the packages, by the names that this host has for them", required=True, aliases=("pkg",),
                 elements=str)
    state = Param(str, "present, at the newest version, or absent", default="present",
                  choices=("absent", "installed", "latest", "present", "removed"))
    use = Param(str, "the package manager; by default the one that the host has", default="auto",
                choices=("auto", "apt", "dnf", "yum", "dnf4", "dnf5"))
    # What Ansible hands on to the package manager's module; which of it that takes is known on the host only.
    update_cache = Param(bool, "get new lists of packages first", aliases=("update-cache",))
    cache_valid_time = Param(int, "apt: lists are stale after so many seconds")
    purge = Param(bool, "apt: remove settings, too")
    autoremove = Param(bool, "remove packages that nothing needs any more")
    install_recommends = Param(bool, "apt: whether to install what a package recommends",
                               aliases=("install-recommends",))
    default_release = Param(str, "apt: release to take packages from", aliases=("default-release",))
    dpkg_options = Param(str, "apt: options for dpkg")
    force = Param(bool, "apt: unsigned, older, held or essential: do it all the same")
    force_apt_get = Param(bool, "apt: taken for compatibility")
    lock_timeout = Param(int, "apt: seconds to wait for another apt to end")
    only_upgrade = Param(bool, "apt: leave packages alone that are not installed")
    policy_rc_d = Param(int, "apt: what policy-rc.d exits with meanwhile")
    allow_unauthenticated = Param(bool, "apt: also what nobody signed")
    allow_change_held_packages = Param(bool, "apt: also of packages on hold")
    allow_downgrade = Param(bool, "also in the place of a newer version")
    enablerepo = Param(list, "dnf: repositories to use for this, too", elements=str)
    disablerepo = Param(list, "dnf: repositories not to use for this", elements=str)
    allowerasing = Param(bool, "dnf: remove what is in the way")
    install_weak_deps = Param(bool, "dnf: also what a package recommends")
    disable_gpg_check = Param(bool, "dnf: also what nobody signed")

    @classmethod
    def provides(cls, values):
        """The packages."""
        if values.get("state") in ("absent", "removed"):
            return []
        return [("package", name) for name in names(values.get("name"))]

    def prepare(self, system):
        """As the module of the package manager that the host has."""
        self.backend = self.choose(system)
        return self.backend.prepare(system)

    def inspect(self, system):
        """As the package manager's module."""
        return self.backend.inspect(system)

    def choose(self, system):
        """The module for the host's package manager."""
        kind = next((name for program, name in PROGRAMS if system.which(program) is not None), None)
        kind = kind if self.use == "auto" else "dnf" if self.use.startswith("dnf") else self.use
        if kind is None:
            raise Failure("the host has no package manager that pushcfg knows: apt, dnf or yum")
        module = BACKENDS[kind]
        known = {param.name for param in module.params().values()}
        given = {param.name: getattr(self, name) for name, param in type(self).params().items()
                 if param.name not in OWN and getattr(self, name) is not None}
        unknown = sorted(set(given) - known)
        if unknown:
            raise Failure("the package manager of this host is %s, which has no argument %s: leave it out, or say "
                          "`when: ansible_facts.pkg_mgr == ...`" % (kind, ", ".join(unknown)))
        values = dict(given, name=self.name, state=STATES.get(self.state, self.state))
        problems = module.problems(values)
        if problems:
            raise Failure("; ".join(problems))
        return module(values)

    def desired(self, current):
        """As the package manager's module."""
        return self.backend.desired(current)

    def apply(self, system, diff):
        """As the package manager's module."""
        self.backend.apply(system, diff)

    def result(self, system, current):
        """As the package manager's module."""
        return self.backend.result(system, current)
