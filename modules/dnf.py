"""The module `dnf`, also known as yum and dnf5."""

from .core.failure import Failure, Unknown
from .core.module import Module
from .core.param import Param
from .packaging import dnf_query, dnf_words, locks
from .packaging.spec import words as texts

# A name with one of these is more than the name of one package.
SIGNS = "*?[@/<>= :("


class Dnf(Module):
    """RPM packages: installed, at the newest version, or removed; with dnf or, where that is not, yum."""

    aliases = ("yum", "dnf5")
    exclusive = ("rpm",)
    refused = {"list": "package_facts tells what is installed"}
    example = """
- name: all security updates
  dnf:
    name: "*"
    state: latest
    security: true
"""
    name = Param(list, "packages: name, name-1.2, a pattern, @group, a path or URL; * with state=latest is all",
                 aliases=("pkg",), elements=str)
    state = Param(str, "present, at the newest version, or absent; present unless autoremove is on",
                  choices=("absent", "installed", "latest", "present", "removed"))
    security = Param(bool, "with state=latest: only updates that are marked as security's", default=False)
    bugfix = Param(bool, "with state=latest: only updates that are marked as fixing bugs", default=False)
    update_only = Param(bool, "leave packages alone that are not installed", default=False)
    update_cache = Param(bool, "first look whether there are new lists of packages", default=False,
                         aliases=("expire-cache",))
    cacheonly = Param(bool, "use the lists that are there, however old", default=False)
    autoremove = Param(bool, "remove what nothing needs any more; with state=absent: of what was installed for it",
                       default=False)
    enablerepo = Param(list, "repositories to use for this, too", elements=str)
    disablerepo = Param(list, "repositories not to use for this", elements=str)
    exclude = Param(list, "packages to leave alone", elements=str)
    disable_excludes = Param(str, "do not heed what dnf's settings exclude: all, main or a repository")
    enable_plugin = Param(list, "plugins of dnf to use for this", elements=str)
    disable_plugin = Param(list, "plugins of dnf not to use for this", elements=str)
    allow_downgrade = Param(bool, "also in the place of a newer version", default=False)
    allowerasing = Param(bool, "remove what is in the way", default=False)
    best = Param(bool, "the newest version or a failure; by default as dnf is set up")
    nobest = Param(bool, "the opposite of best")
    skip_broken = Param(bool, "leave out what cannot be had or installed", default=False)
    install_weak_deps = Param(bool, "also what a package recommends", default=True)
    install_repoquery = Param(bool, "taken for compatibility: nothing more is ever installed", default=True)
    disable_gpg_check = Param(bool, "also what nobody signed", default=False)
    sslverify = Param(bool, "whether servers of repositories must prove who they are", default=True)
    validate_certs = Param(bool, "whether the server of a package's URL must prove who it is", default=True)
    download_only = Param(bool, "get the files of the packages, and do not install them", default=False)
    download_dir = Param("path", "with download_only: where to put them")
    conf_file = Param("path", "settings of dnf to use instead of /etc/dnf/dnf.conf")
    installroot = Param("path", "folder that is the root of the system to work on", default="/")
    releasever = Param(str, "release to take packages of")
    lock_timeout = Param(int, "seconds to wait for another dnf or rpm to end", default=30)
    auto_install_module_deps = Param(bool, "taken for compatibility: there is nothing to install", default=True)
    use_backend = Param(str, "which program to use", default="auto",
                        choices=("auto", "dnf", "dnf4", "dnf5", "yum", "yum4"))

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        names = values.get("name")
        if not names and names is None and not values.get("autoremove") and not values.get("update_cache"):
            found.append("nothing to do: give name, autoremove or update_cache")
        if values.get("autoremove") and values.get("state") not in (None, "absent", "removed"):
            found.append("autoremove goes with state=absent, or without state")
        if values.get("best") is not None and values.get("nobest") is not None:
            found.append("best goes without nobest")
        if texts(names) == ["*"] and values.get("state", "present") != "latest":
            found.append("name '*' goes with state=latest")
        if values.get("download_only") and not values.get("download_dir"):
            found.append("download_only needs download_dir")
        return found

    @classmethod
    def provides(cls, values):
        """The packages."""
        if values.get("state") in ("absent", "removed"):
            return []
        return [("package", name) for name in texts(values.get("name")) if not any(sign in name for sign in SIGNS)]

    def inspect(self, system):
        """Each package that dnf would touch, and those that are named."""
        self.program = self.choose(system)
        self.state = self.state or ("absent" if self.autoremove else "present")
        self.names = [name for name in texts(self.name) if name]
        current = {name: self.version(system, name) for name in self.names
                   if not any(sign in name for sign in SIGNS)}
        self.wanted = {name: version for name, version in current.items() if version is not None}
        if self.state in ("absent", "removed"):
            self.wanted = dict.fromkeys(current)
        if self.download_only:
            current, self.wanted, installed = {}, {}, {}
        else:
            installed = {name for name in current if current[name] is not None}
        names = self.asked(installed)
        self.todo = []
        if names or (self.autoremove and not self.names):
            self.todo = dnf_words.verbs(self, names, installed)
        for verb in self.todo:
            self.foresee(system, verb, current)
        return current

    def choose(self, system):
        """dnf, dnf5 or yum."""
        named = {"dnf4": "dnf", "yum4": "dnf"}.get(self.use_backend, self.use_backend)
        for program in ("dnf", "dnf5", "yum") if named == "auto" else (named,):
            if system.which(program) is not None:
                return program
        raise Failure("the host has no %s" % ("dnf or yum" if named == "auto" else named))

    def version(self, system, name):
        """The installed version; that of another root only dnf can tell."""
        return system.package(name) if self.installroot == "/" else None

    def asked(self, installed):
        """Those names that dnf must be asked about."""
        plain = [name for name in self.names if not any(sign in name for sign in SIGNS)]
        if self.state in ("absent", "removed"):
            return [name for name in self.names if self.installroot != "/" or name in installed or name not in plain]
        return [name for name in self.names if self.state == "latest" or name not in installed]

    def foresee(self, system, verb, current):
        """What dnf would do for [verb, name, ...]; names that would go back to an older version are taken out."""
        gone = [name for name in verb[1:] if system.record("package", name, lambda: "real") is None]
        if gone and verb[0] == "install":
            # dnf still sees what an earlier task of a check would remove.
            raise Unknown(system.pending() or "the removal of %s" % gone[0])
        steps = dnf_query.rehearse(system, self.program, dnf_words.options(self), verb)
        older = [step.name for step in steps if step.act.startswith("Downgrading")]
        if older and not self.allow_downgrade:
            verb[1:] = [name for name in verb[1:] if not name.startswith(tuple(old + "-" for old in older))]
            steps = dnf_query.rehearse(system, self.program, dnf_words.options(self), verb) if verb[1:] else []
        for step in steps:
            if self.download_only:
                file = "%s/%s-%s.%s.rpm" % (self.download_dir, step.name, step.version.rpartition(":")[2], step.arch)
                there = system.record("downloaded", file, lambda file=file: system.stat(file) is not None)
                current[file], self.wanted[file] = there, True
            else:
                name = dnf_query.key(step, steps)
                current[name], self.wanted[name] = self.version(system, name), dnf_query.outcome(step)

    def desired(self, current):
        """Each package as it is wanted."""
        return self.wanted

    def apply(self, system, diff):
        """Run dnf or yum."""
        locks.wait(system, "the package database", self.lock_timeout, locks.RPM, locks.PID_FILES)
        words = [self.program, "-y"] + dnf_words.options(self)
        words += ["--downloadonly", "--downloaddir=" + self.download_dir] if self.download_only else []
        kind = "downloaded" if self.download_only else "package"
        brings = {(kind, name): after for name, (_, after) in diff.items()}
        for verb in self.todo:
            if len(verb) > 1 or verb[0] in ("autoremove", "upgrade", "update"):
                self.output = system.run(words + verb, brings=brings)

    def result(self, system, current):
        """What register gets."""
        output = getattr(self, "output", None)
        return {"rc": 0, "msg": "" if output is not None else "Nothing to do",
                "results": [] if output is None else output.stdout.splitlines()}
