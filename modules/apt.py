"""The module `apt`."""

from .core.module import Module
from .core.param import Param
from .packaging import apt_change, apt_lists, apt_query, apt_words
from .packaging.apt_files import inspect_files
from .packaging.apt_named import inspect_named
from .packaging.policy_rc_d import policy_rc_d
from .packaging.spec import names, parse
from .packaging.spec import words as texts

ARCHIVES = "/var/cache/apt/archives"


class Apt(Module):
    """Packages of Debian and its kin: installed, at which version, or removed; and apt's lists and caches."""

    exclusive = ("dpkg",)
    example = """
- name: the web server
  apt:
    name: [nginx, "openssl=3.0*"]
    update_cache: true
    cache_valid_time: 3600
"""
    name = Param(list, "packages: name, name=1.2*, name>=1.2, name/release or a pattern such as php-*",
                 aliases=("package", "pkg"), elements=str)
    state = Param(str, "present, at the newest version, absent, or what building it needs", default="present",
                  choices=("absent", "build-dep", "fixed", "latest", "present"))
    update_cache = Param(bool, "first get new lists of packages, if something is to be installed and they are stale",
                         aliases=("update-cache",))
    cache_valid_time = Param(int, "lists are stale after so many seconds; a few minutes unless told otherwise",
                             default=0)
    update_cache_retries = Param(int, "how often to try to get the lists", default=5)
    update_cache_retry_max_delay = Param(int, "longest wait between two tries, in seconds", default=12)
    purge = Param(bool, "remove a package's settings, too", default=False)
    upgrade = Param(str, "upgrade all packages: yes or safe removes none, full and dist may", default="no",
                    choices=("dist", "full", "no", "safe", "yes"))
    autoremove = Param(bool, "remove packages that nothing needs any more", default=False)
    autoclean = Param(bool, "delete kept package files that can no longer be had", default=False)
    clean = Param(bool, "delete all kept package files", default=False)
    install_recommends = Param(bool, "whether to install what a package recommends; else as apt is set up",
                               aliases=("install-recommends",))
    default_release = Param(str, "release to take packages from where there are several",
                            aliases=("default-release",))
    dpkg_options = Param(str, "options for dpkg, comma separated", default="force-confdef,force-confold")
    deb = Param("path", "package files on the host, comma separated")
    force = Param(bool, "unsigned, older, held or essential: do it all the same", default=False)
    allow_unauthenticated = Param(bool, "also what nobody signed", default=False, aliases=("allow-unauthenticated",))
    allow_downgrade = Param(bool, "also in the place of a newer version", default=False,
                            aliases=("allow-downgrade", "allow_downgrades", "allow-downgrades"))
    allow_change_held_packages = Param(bool, "also of packages on hold", default=False)
    force_apt_get = Param(bool, "taken for compatibility: it is always apt-get", default=False)
    only_upgrade = Param(bool, "leave packages alone that are not installed", default=False)
    auto_install_module_deps = Param(bool, "taken for compatibility: there is nothing to install", default=True)
    policy_rc_d = Param(int, "what policy-rc.d exits with meanwhile; 101 keeps services from starting")
    lock_timeout = Param(int, "seconds to wait for another apt to end", default=60)
    fail_on_autoremove = Param(bool, "fail instead of removing any package", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        upgrade = values.get("upgrade") not in (None, "no")
        templates = {name for name, value in values.items() if "{{" in str(value)}
        asked = [name for name in ("deb", "name") if values.get(name)] + (["upgrade"] if upgrade else [])
        sure = [name for name in asked if name not in templates]
        found = ["%s goes without %s" % (sure[0], sure[1])] if len(sure) > 1 else []
        others = ("update_cache", "cache_valid_time", "autoremove", "autoclean", "clean")
        if not asked and values.get("name") is None and not any(values.get(name) for name in others):
            found.append("nothing to do: give name, upgrade, deb, update_cache, autoremove, autoclean or clean")
        if values.get("deb") and "://" in values["deb"]:
            found.append("deb is a file on the host: get it with a get_url task first")
        if values.get("deb") and values.get("state", "present") != "present" and "state" not in templates:
            found.append("deb goes with state=present only")
        if "name" in templates or "state" in templates:
            return found
        everything = [text for text in texts(values.get("name")) if text == "*"]
        if everything and (values.get("state") != "latest" or len(texts(values.get("name"))) > 1):
            found.append("name '*' goes with state=latest, and alone")
        return found + ["this is no package: %s" % text for text in texts(values.get("name"))
                        if parse(text) is None]

    @classmethod
    def provides(cls, values):
        """The packages."""
        return [("package", name) for name in names(values.get("name"))] if values.get("state") != "absent" else []

    @classmethod
    def requires(cls, values):
        """The package files."""
        return [("path", path) for path in texts(values.get("deb"))]

    def prepare(self, system):
        """Get new lists where they decide what is pending; like any program's cache they are no change of the host."""
        self.mode = "yes" if self.name == ["*"] else None if self.upgrade == "no" else self.upgrade
        if (self.mode is not None or (self.name and self.state == "latest")) and self.stale(system):
            self.get_lists(system)
        return {}

    def stale(self, system):
        """Whether the task asks for new lists, and those that are there are too old."""
        asked = self.update_cache or self.cache_valid_time > 0
        return bool(asked) and not hasattr(self, "updated") and apt_lists.stale(system, self.cache_valid_time)

    def get_lists(self, system):
        """New lists of packages."""
        apt_lists.update(system, apt_words.lock(self), self.update_cache_retries, self.update_cache_retry_max_delay)
        self.updated = True

    def inspect(self, system):
        """Each package, and what else the arguments speak of."""
        current, self.unsatisfied, self.wanted = {}, [], {}
        self.refresh = self.stale(system)
        current["cache"] = "stale" if self.refresh else "fresh"
        if self.clean:
            current["archives"] = system.record("archives", "apt", lambda: kept_files(system))
        if self.mode is not None:
            steps = apt_query.rehearse(system, apt_words.upgrade(self, self.mode))
            current["upgrade"] = apt_query.pending(system, steps)
        elif self.deb is not None:
            inspect_files(self, system, current)
        elif self.name:
            inspect_named(self, system, current)
        else:
            self.inspect_rest(system, current)
        return current

    def inspect_rest(self, system, current):
        """What can be cleaned up, where no package is named."""
        if self.autoclean:
            current["autoclean"] = system.record("obsolete", "apt", lambda: apt_query.obsolete(system))
        if self.autoremove:
            steps = apt_query.rehearse(system, apt_words.autoremove(self))
            current["autoremove"] = apt_query.pending(system, steps)

    def desired(self, current):
        """Each package as it is wanted; what is there already at the version that it has."""
        wanted = dict(self.wanted)
        wanted.update({name: [] for name in ("upgrade", "build-dep", "autoclean", "autoremove", "archives")
                       if name in current})
        busy = any(current.get(name) != value for name, value in wanted.items() if not name.endswith(" (mark)"))
        only = not self.name and self.deb is None and self.mode is None
        if busy or only:
            wanted["cache"] = "fresh"
        return wanted

    def apply(self, system, diff):
        """Clean, get new lists, then install, upgrade or remove."""
        if "archives" in diff:
            self.output = system.run(["apt-get", "clean"], brings={("archives", "apt"): []},
                                     settings=apt_change.ENVIRONMENT)
        if "cache" in diff:
            self.get_lists(system)
            # New lists may offer what the old ones did not.
            current = self.inspect(system)
            diff = {name: (current.get(name), value) for name, value in self.desired(current).items()
                    if current.get(name) != value}
        with policy_rc_d(system, self.policy_rc_d):
            apt_change.change(self, system, diff)

    def result(self, system, current):
        """What register gets."""
        result = {"cache_updated": hasattr(self, "updated"), "cache_update_time": apt_lists.updated(system)["time"]}
        output = getattr(self, "output", None)
        if output is not None:
            result.update(stdout=output.stdout, stderr=output.stderr)
        return result


def kept_files(system):
    """The names of the package files that apt keeps."""
    return [path[len(ARCHIVES) + 1:] for path in system.glob(ARCHIVES + "/*.deb")]
