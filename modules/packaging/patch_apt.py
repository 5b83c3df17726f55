"""The part of the module patch for hosts with apt; `task` is the module's."""

import re
from fnmatch import fnmatchcase

from ..core.failure import Failure
from ..core.foretold import Foretold
from . import apt_lists, apt_newest, apt_query, holds, locks
from .pending import Pending, brought

INST = re.compile(r"^Inst (\S+)(?: \[([^\]]*)\])? \((\S+) (.*?) ?\[[^\]]*\]\)")
REMOVE = re.compile(r"^(?:Remv|Purg) (\S+) \[([^\]]*)\]")
KEPT = re.compile(r"^   (\S+) \((\S+) => (\S+)\)")
PHASED = "The following upgrades have been deferred due to phasing:"
HEADING_KEPT = ("The following packages have been kept back:", PHASED)
SECURITY = re.compile(r"(^|[-_ ])security([-_ :]|$)", re.IGNORECASE)
ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "DEBIAN_PRIORITY": "critical", "APT_LISTCHANGES_FRONTEND": "none",
               "APT_LISTBUGS_FRONTEND": "none", "NEEDRESTART_SUSPEND": "1", "NEEDRESTART_MODE": "l"}


class AptPatch:
    """What apt has pending, and the installing of exactly that."""

    exclusive = "dpkg"

    def __init__(self, task):
        self.task = task
        self.read = None, []
        # With confdef dpkg's own default comes first, which keeps what somebody has changed.
        self.forces = ["--force-confdef", "--force-confold"] if task.conffiles == "keep" else ["--force-confnew"]
        self.options = [word for force in self.forces for word in ("-o", "Dpkg::Options::=" + force)]
        self.options += ["-o", "DPkg::Lock::Timeout=%d" % task.lock_timeout]
        ucf = "UCF_FORCE_CONFFOLD" if task.conffiles == "keep" else "UCF_FORCE_CONFFNEW"
        self.environment = dict(ENVIRONMENT, **{ucf: "1"})

    def rows(self, system):
        """The Rows of dpkg's status file, read anew only when it is another."""
        stat = system.stat(holds.STATUS)
        stamp = stat and (stat.mtime, stat.size, stat.inode)
        if stamp != self.read[0]:
            self.read = stamp, holds.rows(system)
        return self.read[1]

    def wait(self, system):
        """Wait for who has the lock."""
        locks.wait(system, "the package database", self.task.lock_timeout, locks.DPKG)

    def repair(self, system):
        """{attribute: (before, after)} of finishing what a run of dpkg has left half done; {} if it left nothing."""
        left = self.unfinished(system)
        if not left:
            return {}
        self.wait(system)
        system.run(["dpkg"] + self.forces + ["--configure", "-a"], settings=self.environment, fine=(0, 1),
                   brings={("unfinished", "dpkg"): []})
        if self.unfinished(system):
            # What was cut off while it was unpacked has to be unpacked again, or lacks what it needs.
            system.run(["apt-get", "-y"] + self.options + ["--fix-broken", "install"], settings=self.environment,
                       brings={("unfinished", "dpkg"): []})
        broken = self.unfinished(system)
        if broken:
            raise Failure("dpkg was interrupted, and could not be repaired: %s" % ", ".join(broken))
        return {"interrupted": (", ".join(left), None)}

    def unfinished(self, system):
        """The packages that are half done."""
        return system.record("unfinished", "dpkg", lambda: holds.unfinished(system, self.rows(system)))

    def refresh(self, system):
        """Get new lists if they are older than the task wants."""
        if apt_lists.stale(system, self.task.max_age):
            self.wait(system)
            apt_lists.update(system, ["-o", "DPkg::Lock::Timeout=%d" % self.task.lock_timeout], 3, 12)

    def lists_age(self, system):
        """When the lists were last got, in seconds since 1970."""
        return apt_lists.updated(system)["time"]

    def held(self, system):
        """The names on hold."""
        return {row.name for row in self.rows(system) if row.selection == "hold"}

    def is_held(self, system, name):
        """Whether a package is on hold; None if it is not installed."""
        found = holds.selection(system, name)
        return None if found is None else found == "hold"

    def hold(self, system, names):
        """Put packages on hold."""
        system.run(["apt-mark", "hold"] + names, brings={("selection", name): "hold" for name in names})

    def look(self, system, held):
        """(what is pending, the Steps to take for it) as lists of Pending."""
        if apt_newest.all_newest(system, self.rows(system), self.task.autoremove):
            return [], []
        found, kept = rehearsed(system, ["dist-upgrade"])
        for one in found + kept:
            one.held = self.why_held(one, held, one in kept)
        if any(one.held == "no security update" for one in found):
            self.look_for_security(system, [one for one in found if one.held == "no security update"])
        chosen = [one for one in found if one.held is None]
        if len(chosen) < len(found) or self.task.pinned:
            wanted = [self.word(one) for one in chosen if one.candidate is not None]
            chosen = self.resolved(system, wanted, held) if wanted else []
        return found + kept, chosen

    def why_held(self, one, held, kept):
        """Why a package is left as it is; None if it is to be patched."""
        if one.name.partition(":")[0] in held:
            return "on hold"
        told = self.task.why_not(one)
        if told is None and kept:
            return one.held or "kept back by apt"
        return told

    def look_for_security(self, system, those):
        """A package whose newest version is none of security's may have an older one that is."""
        names = [one.name for one in those if one.installed is not None]
        for name, version, origin in security_versions(system, names):
            one = next(one for one in those if one.name == name)
            if system.query(["dpkg", "--compare-versions", version, "gt", one.installed]).rc == 0:
                one.candidate, one.origin, one.security, one.held = version, origin, True, None

    def word(self, one):
        """name=version, with the version that the task pins if it does."""
        return "%s=%s" % (one.name, self.task.pinned.get(one.name, one.candidate))

    def resolved(self, system, words, held):
        """What installing just these brings along."""
        found, _ = rehearsed(system, ["--no-install-recommends", "install"] + words)
        for one in found:
            bare = one.name.partition(":")[0]
            refused = bare in held or any(fnmatchcase(bare, pattern) for pattern in self.task.exclude)
            if refused and one.installed is not None:
                raise Failure("patching %s would change %s, which is %s: exclude what needs it, too" % (
                    ", ".join(word.partition("=")[0] for word in words), one.name,
                    "on hold" if bare in held else "excluded"))
        return found

    def install(self, system, steps):
        """Install exactly these versions, and leave packages marked as automatic that were or come for others' sake."""
        self.wait(system)
        words = ["%s=%s" % (one.name, one.candidate) if one.candidate is not None else one.name + "-" for one in steps]
        automatic = apt_query.automatic(system)
        marks = [one.name for one in steps if one.candidate is not None and (
            one.installed is None or one.name.partition(":")[0] in automatic)]
        before = holds.versions(self.rows(system))
        system.run(["apt-get", "-y"] + self.options + ["--no-install-recommends", "install"] + words,
                   settings=self.environment,
                   brings=Foretold(lambda: brought(system, steps)))
        if marks:
            system.run(["apt-mark", "auto"] + marks, brings={("automatic", name): True for name in marks})
        self.compare(before, holds.versions(self.rows(system)), {one.name.partition(":")[0] for one in steps})

    @staticmethod
    def compare(before, after, asked):
        """Failure if another package has changed than those that were asked for."""
        others = sorted(name for name in set(before) | set(after)
                        if before.get(name) != after.get(name) and name.partition(":")[0] not in asked)
        if others:
            raise Failure("packages have changed that were not to be patched: %s" % ", ".join(others))

    def unneeded(self, system):
        """The names that autoremove would remove."""
        return apt_query.pending(system, apt_newest.unneeded(system))

    def autoremove(self, system, names):
        """Remove what nothing needs any more."""
        system.run(["apt-get", "-y"] + self.options + ["autoremove"], settings=self.environment,
                   brings={("package", name): None for name in names})


def rehearsed(system, words):
    """([Pending, ...] that apt-get would change, [Pending, ...] that it keeps back)."""
    found, kept, under = [], [], None
    for line in apt_query.rehearsal(system, ["-V"] + words).splitlines():
        under = line if line and not line.startswith(" ") else under
        inst, remove, back = INST.match(line), REMOVE.match(line), KEPT.match(line)
        if inst is not None:
            origin = inst.group(4)
            found.append(Pending(inst.group(1), inst.group(2), inst.group(3), origin, is_security(origin)))
        elif remove is not None:
            found.append(Pending(remove.group(1), remove.group(2), None, "", False))
        elif back is not None and under in HEADING_KEPT:
            one = Pending(back.group(1), back.group(2), back.group(3), "", False)
            one.held = "its rollout has not reached this host" if under == PHASED else None
            kept.append(one)
    return found, kept


def is_security(origin):
    """Whether one of the origins (label:version/suite, ...) is security's."""
    return any(SECURITY.search(part) for text in origin.split(", ") for part in text.split("/"))


def security_versions(system, names):
    """[(name, newest version that a security origin has, where), ...] of the packages that have one."""
    output = system.query(["apt-cache", "policy"] + names) if names else None
    found, name, version = {}, None, None
    for line in output.stdout.splitlines() if output is not None else []:
        if line and not line.startswith(" "):
            name, version = line.rstrip(":"), None
        elif apt_query.VERSION.match(line):
            version = apt_query.VERSION.match(line).group(1)
        elif version is not None and name not in found and is_security(" ".join(line.split()[2:3])):
            found[name] = (name, version, line.split()[2])
    return sorted(found.values())
