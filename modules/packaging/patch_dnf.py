"""The part of the module patch for hosts with dnf; `task` is the module's."""

from ..core.failure import Failure
from ..core.foretold import Foretold
from . import dnf_query, locks
from .pending import Pending, brought

VERSIONLOCK = "/etc/dnf/plugins/versionlock.list"
PLUGIN = "/etc/dnf/plugins/versionlock.conf"
ALL = ["rpm", "-qa", "--qf", "%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH}\\n"]
# Of these several versions are meant to be there.
SEVERAL = ("kernel", "gpg-pubkey", "installonlypkg")


class DnfPatch:
    """What dnf has pending, and the installing of exactly that."""

    exclusive = "rpm"

    def __init__(self, task):
        self.task = task
        if task.conffiles == "replace":
            raise Failure("conffiles=replace: of rpm packages each says itself whether settings are replaced; what was "
                          "not is beside them as .rpmnew")
        self.options = ["--setopt=metadata_expire=-1"]

    def wait(self, system):
        """Wait for who has the lock."""
        locks.wait(system, "the package database", self.task.lock_timeout, locks.RPM, locks.PID_FILES)

    def repair(self, system):
        """{attribute: (before, after)} of finishing what a transaction has left half done; {} if it left nothing."""
        left = self.unfinished(system)
        if not left:
            return {}
        self.wait(system)
        system.run(["dnf", "-y", "remove", "--duplicates"], brings={("unfinished", "rpm"): []})
        broken = self.unfinished(system)
        if broken:
            raise Failure("a transaction of rpm was interrupted, and could not be repaired: %s" % ", ".join(broken))
        return {"interrupted": (", ".join(left), None)}

    def unfinished(self, system):
        """The packages that are there twice: the new one was installed, and the old one not yet removed."""
        return system.record("unfinished", "rpm", lambda: twice(system))

    def refresh(self, system):
        """dnf gets new lists by itself, as old as metadata_expire lets it; this says how old they may be."""
        self.options = ["--setopt=metadata_expire=%d" % max(self.task.max_age, 1)]

    @staticmethod
    def lists_age(system):
        """When the lists were last got, in seconds since 1970."""
        stats = [system.stat(path) for path in system.glob("/var/cache/dnf/*/repodata/repomd.xml")]
        return int(max([stat.mtime for stat in stats if stat is not None] or [0]))

    @staticmethod
    def held(system):
        """The names that dnf's plugin versionlock keeps."""
        if system.stat(VERSIONLOCK) is None:
            return set()
        lines = (line.strip() for line in system.text(VERSIONLOCK).splitlines())
        return {name_of(line) for line in lines if line and line[0] not in "#!"}

    def is_held(self, system, name):
        """Whether a package is on hold; None if it is not installed."""
        if system.package(name) is None:
            return None
        return system.record("selection", name, lambda: "hold" if name in self.held(system) else "install") == "hold"

    @staticmethod
    def hold(system, names):
        """Put packages on hold."""
        if system.stat(PLUGIN) is None:
            raise Failure("hold needs dnf's plugin versionlock: install python3-dnf-plugin-versionlock, or use exclude")
        system.run(["dnf", "-y", "versionlock", "add"] + names, brings={("selection", name): "hold" for name in names})

    def look(self, system, held):
        """(what is pending, the Steps to take for it) as lists of Pending."""
        steps = dnf_query.rehearse(system, "dnf", self.options, ["upgrade"])
        if not steps:
            return [], []
        advised = self.advised(system)
        found = [pending(system, step, steps, advised) for step in steps]
        for one in found:
            one.held = "on hold" if one.name in held else self.task.why_not(one)
        chosen = [one for one in found if one.held is None]
        if len(chosen) < len(found) or self.task.pinned:
            upgrades = [one for one in chosen if one.installed is not None and one.candidate is not None]
            chosen = self.resolved(system, upgrades, [one for one in found if one.held in ("on hold", "excluded")])
        return found, chosen

    def advised(self, system):
        """name-version.arch of what is security's."""
        output = system.query(["dnf", "updateinfo", "-q"] + self.options + ["--list", "--security", "--updates"])
        return {line.split()[-1] for line in output.stdout.splitlines() if len(line.split()) >= 3}

    def resolved(self, system, upgrades, refused):
        """What upgrading just these brings along."""
        if not upgrades:
            return []
        leave = ["--exclude=" + one.name for one in refused]
        words = [self.word(one) for one in upgrades]
        steps = dnf_query.rehearse(system, "dnf", self.options + leave, ["upgrade"] + words)
        advised = {one.full for one in upgrades if one.security}
        return [pending(system, step, steps, advised) for step in steps]

    def word(self, one):
        """The package with version and architecture, as dnf is told of it."""
        version = self.task.pinned.get(one.name)
        return one.full if version is None else "%s-%s" % (one.name, version)

    def install(self, system, steps):
        """Install exactly these versions."""
        self.wait(system)
        before = installed(system)
        upgrades = [one.full for one in steps if one.installed is not None and one.candidate is not None]
        system.run(["dnf", "-y"] + self.options + ["upgrade"] + upgrades,
                   brings=Foretold(lambda: brought(system, steps)))
        after, asked = installed(system), {one.name.rpartition(".")[0] or one.name for one in steps} | {
            one.name for one in steps}
        others = sorted(name for name in set(before) | set(after)
                        if before.get(name) != after.get(name) and name not in asked)
        if others:
            raise Failure("packages have changed that were not to be patched: %s" % ", ".join(others))

    def unneeded(self, system):
        """The names that autoremove would remove."""
        return [step.name for step in dnf_query.rehearse(system, "dnf", self.options, ["autoremove"])
                if system.package(step.name) is not None]

    def autoremove(self, system, names):
        """Remove what nothing needs any more."""
        system.run(["dnf", "-y"] + self.options + ["autoremove"], brings={("package", name): None for name in names})


def pending(system, step, steps, advised):
    """The Pending of a Step."""
    name, candidate = dnf_query.key(step, steps), dnf_query.outcome(step)
    one = Pending(name, system.package(name), candidate, step.repo.lstrip("@"), False)
    one.full = "%s-%s.%s" % (step.name, step.version, step.arch)
    one.security = one.full in advised
    return one


def name_of(text):
    """The name in a pattern such as bash-0:5.1-1.*."""
    words = text.rsplit("-", 2)
    return words[0] if len(words) == 3 else text


def installed(system):
    """{name: its versions} of all packages."""
    found = {}
    for line in system.query(ALL).stdout.splitlines():
        words = line.split()
        if len(words) == 3:
            found.setdefault(words[0], []).append(words[1] + "." + words[2])
    return {name: sorted(those) for name, those in found.items()}


def twice(system):
    """The names of packages of which two versions are there, and should not."""
    seen, found = set(), set()
    for line in system.query(ALL).stdout.splitlines():
        words = line.split()
        if len(words) == 3 and not words[0].startswith(SEVERAL):
            key = (words[0], words[2])
            (found if key in seen else seen).add(key)
    return sorted(name for name, _ in found)
