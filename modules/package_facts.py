"""The module `package_facts`."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .facts import package_list

ALIASES = {"dnf": "rpm", "dnf5": "rpm", "yum": "rpm", "zypper": "rpm"}
LISTS = {"apk": package_list.apk, "apt": package_list.apt, "pacman": package_list.pacman, "rpm": package_list.rpm}
REFUSED = ("openbsd_pkg", "pkg", "pkg5", "pkg_info", "portage", "emerge")


class PackageFacts(Module):
    """The packages of the host, as ansible_facts.packages; it changes nothing."""

    example = """
- name: packages, for tasks that ask for ansible_facts.packages['openssl'][0].version
  package_facts:
    manager: auto
"""
    manager = Param(list, "where to ask: auto, apt, rpm (also dnf, yum, zypper), apk, pacman", default=["auto"],
                    elements=str)
    strategy = Param(str, "the first manager that has packages, or all of them", default="first",
                     choices=("first", "all"))

    @classmethod
    def problems(cls, values):
        """Managers that there are not."""
        given = values.get("manager")
        known = set(LISTS) | set(ALIASES) | {"auto"}
        wrong = [name for name in given if name.lower() not in known] if isinstance(given, list) else []
        return ["Unsupported package managers requested: %s" % ", ".join(wrong)] if wrong else []

    def result(self, system, current):
        """{name: [{name, version, source, ...}]}, as Ansible's module of this name returns them."""
        wanted = [ALIASES.get(name.lower(), name.lower()) for name in self.manager]
        asked = [name for name in wanted if name != "auto"] + (sorted(LISTS) if "auto" in wanted else [])
        found, warnings = {}, []
        for manager in dict.fromkeys(asked):
            if found and self.strategy == "first":
                break
            try:
                packages = LISTS[manager](system)
            except Missing as failure:
                if manager in wanted:
                    warnings.append("Requested package manager %s was not usable by this module: %s"
                                    % (manager, failure.message))
                continue
            if not packages:
                warnings.append('Found "%s" but no associated packages' % manager)
            for package in packages:
                found.setdefault(package["name"], []).append(dict(package, source=manager))
        for name, version in system.records("package").items():
            # What a check would bring or remove; of the rest only an apply can tell.
            found.pop(name, None)
            if version is not None:
                found[name] = [{"name": name, "version": version, "source": asked[0]}]
        if not found:
            raise Failure("Could not detect a supported package manager from the following list: %s, or the required "
                          "Python library is not installed. Check warnings for details." % asked)
        told = {"ansible_facts": {"packages": found}}
        return dict(told, warnings=warnings) if warnings else told
