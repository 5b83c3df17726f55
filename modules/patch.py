"""The module `patch`."""

import time
from fnmatch import fnmatchcase

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .packaging import old_files, reboot_due
from .packaging.patch_apt import AptPatch
from .packaging.patch_dnf import DnfPatch

BACKENDS = {"apt": ("apt-get", AptPatch), "dnf": ("dnf", DnfPatch)}


class Patch(Module):
    """The host's packages, brought up to date: each to the version that the diff shows, and no others."""

    collection = "pushcfg"
    exclusive = ("dpkg", "rpm")
    example = """
- name: security updates, but not of the database
  patch:
    security_only: true
    exclude: ["postgresql-*"]
    restart: services
  register: patched
"""
    security_only = Param(bool, "only what comes from a security origin, or has a security advisory", default=False)
    only = Param(list, "only these packages, with what they need: names, patterns, or name=version", elements=str)
    exclude = Param(list, "packages to leave alone this time: names or patterns", elements=str)
    hold = Param(list, "packages to put on hold, so that nobody upgrades them", elements=str)
    refresh = Param(bool, "first get new lists of packages, if those that are there are too old", default=True)
    max_age = Param(int, "from how many seconds on lists are too old", default=3600)
    autoremove = Param(bool, "also remove what nothing needs any more", default=False)
    conffiles = Param(str, "of settings that somebody has changed: keep them, or replace them by the package's",
                      default="keep", choices=("keep", "replace"))
    lock_timeout = Param(int, "seconds to wait for another package manager to end", default=60)
    restart = Param(str, "whether to restart the services that still run old files", default="none",
                    choices=("none", "services"))
    backend = Param(str, "the package manager; by default the one that the host has", default="auto",
                    choices=("auto", "apt", "dnf"))

    plan = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        both = set(values.get("only") or []) & set(values.get("exclude") or [])
        return ["only and exclude both name %s" % name for name in sorted(both)]

    def prepare(self, system):
        """Finish what was cut off, and get new lists: what is pending can be seen only then."""
        self.manager = self.choose(system)
        self.exclude = self.exclude or []
        pairs = [text.partition("=") for text in self.only or []]
        self.pinned = {name: version for name, sign, version in pairs if sign}
        # An empty list asks for nothing: it is what a host brings that had nothing to patch.
        self.names = None if self.only is None else [name for name, _, _ in pairs]
        self.done, self.restarted = [], []
        repaired = self.manager.repair(system)
        if self.refresh:
            self.manager.refresh(system)
        return repaired

    def choose(self, system):
        """The part for the host's package manager."""
        names = ("apt", "dnf") if self.backend == "auto" else (self.backend,)
        for name in names:
            program, manager = BACKENDS[name]
            if system.which(program) is not None:
                return manager(self)
        raise Failure("the host has no %s" % " or ".join(BACKENDS[name][0] for name in names))

    def why_not(self, one):
        """Why a package that could be patched is not to be; None if it is."""
        name = one.name.partition(":")[0]
        if self.names is not None and not any(fnmatchcase(name, pattern) for pattern in self.names):
            return "not among those asked for"
        if self.pinned.get(name) is not None and self.pinned[name] == one.installed:
            return "at the version that was asked for"
        if any(fnmatchcase(name, pattern) for pattern in self.exclude):
            return "excluded"
        return "no security update" if self.security_only and not one.security else None

    def inspect(self, system):
        """The version of each package that is to be patched, and what else the arguments speak of."""
        current = {}
        held = self.manager.held(system) | set(self.hold or [])
        for name in self.hold or []:
            found = self.manager.is_held(system, name)
            if found is None:
                raise Missing("cannot put %s on hold: it is not installed" % name)
            current[name + " (hold)"] = found
        if self.plan is None:
            self.pending, self.plan = self.manager.look(system, held)
        for one in self.plan:
            current[one.name] = system.package(one.name)
        if self.autoremove:
            current["autoremove"] = self.manager.unneeded(system)
        self.users = old_files.users(system)
        if self.restart == "services":
            current["restart"] = old_files.restartable(self.users)
        return current

    def desired(self, current):
        """Each package at its candidate."""
        wanted = {one.name: one.candidate for one in self.plan}
        wanted.update({name + " (hold)": True for name in self.hold or []})
        wanted.update({name: [] for name in ("autoremove", "restart") if name in current})
        return wanted

    def apply(self, system, diff):
        """Hold, install, remove, restart."""
        holds = [name for name in self.hold or [] if name + " (hold)" in diff]
        if holds:
            self.manager.hold(system, holds)
        steps = [one for one in self.plan if one.name in diff]
        if steps:
            self.manager.install(system, steps)
            self.done = steps
        if self.autoremove:
            unneeded = self.manager.unneeded(system)
            if unneeded:
                self.manager.autoremove(system, unneeded)
        if self.restart == "services":
            self.restart_services(system)

    def restart_services(self, system):
        """Restart what runs old files now."""
        users = old_files.users(system)
        self.restarted = old_files.restartable(users)
        if self.restarted:
            system.run(["systemctl", "--no-ask-password", "try-restart"] + self.restarted,
                       brings=old_files.without(users, self.restarted))

    def result(self, system, current):
        """What was pending and what was done, and what is left to do: restarts, a reboot."""
        due = reboot_due.reasons(system, self.users)
        return {
            "pending": [one.told() for one in self.pending],
            "patched": [one.told() for one in self.done],
            "kept_back": [one.told() for one in self.pending if one.held is not None],
            "versions": ["%s=%s" % (one.name, one.candidate) for one in self.plan if one.candidate is not None],
            "lists_age": max(0, int(time.time()) - self.manager.lists_age(system)),
            "services_with_old_files": old_files.services(self.users), "services_restarted": self.restarted,
            "processes_with_old_files": sorted(user.pid for user in self.users if user.unit is None),
            "reboot_required": bool(due), "reboot_reasons": due,
        }
