"""The package manager that belongs to the distribution."""

from .files import exists

# Of those that are there, the last counts.
PROGRAMS = (
    ("/usr/bin/rpm-ostree", "atomic_container"), ("/usr/bin/yum", "dnf"), ("/usr/bin/dnf-3", "dnf"),
    ("/usr/bin/dnf5", "dnf5"), ("/usr/bin/apt-get", "apt"), ("/usr/bin/zypper", "zypper"),
    ("/usr/sbin/urpmi", "urpmi"), ("/usr/bin/pacman", "pacman"), ("/bin/opkg", "opkg"), ("/sbin/apk", "apk"),
    ("/usr/bin/emerge", "portage"), ("/usr/bin/xbps-install", "xbps"), ("/usr/bin/swupd", "swupd"),
    ("/usr/sbin/sorcery", "sorcery"),
)


def collect(system, setting):
    """pkg_mgr."""
    family = setting.known.get("os_family")
    if family == "RedHat":
        return {"pkg_mgr": red_hat(system)}
    if family == "Debian":
        return {"pkg_mgr": "apt"}
    found = [name for path, name in PROGRAMS if exists(system, path)]
    name = found[-1] if found else "unknown"
    return {"pkg_mgr": "apt_rpm" if family == "Altlinux" and name == "apt" else name}


def red_hat(system):
    """dnf or dnf5: both go by the name dnf."""
    if exists(system, "/run/ostree-booted"):
        return "atomic_container"
    for path in ("/usr/bin/dnf", "/usr/bin/microdnf"):
        if exists(system, path):
            return "dnf5" if system.realpath(path) == "/usr/bin/dnf5" else "dnf"
    return "unknown"
