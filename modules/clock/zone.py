"""The time zone as files have it, and the ways to set it where systemd does not do so."""

import re

from ..core.failure import Missing

LOCALTIME = "/etc/localtime"
ADJTIME = "/etc/adjtime"
ZONES = "/usr/share/zoneinfo/"
LINKED = re.compile(r"(?:^|/)zoneinfo/(.+)$")
UNKNOWN = "n/a"
# Files that a host without systemd keeps the zone's name in, and how a line of them says it.
TIMEZONE = ("/etc/timezone", re.compile(r"^([^\s]+)", re.MULTILINE), "%s\n")
CLOCK = "/etc/sysconfig/clock"
RED_HAT = (CLOCK, re.compile(r'^ZONE\s*=\s*"?([^"\s]+)"?', re.MULTILINE), 'ZONE="%s"\n')
SUSE = (CLOCK, re.compile(r'^TIMEZONE\s*=\s*"?([^"\s]+)"?', re.MULTILINE), 'TIMEZONE="%s"\n')
UTC = re.compile(r"^UTC\s*=\s*([^\s]+)", re.MULTILINE)


def zone_file(system, name):
    """Where the rules of a zone are; Missing if the host has none of that name."""
    found = system.stat(ZONES + name)
    if found is None or found.kind != "file":
        raise Missing('given timezone "%s" is not available: there is no %s%s; install the package tzdata, or see '
                      "whether the name is right" % (name, ZONES, name))
    return ZONES + name


def of_localtime(system, wanted):
    """The zone that /etc/localtime stands for; of a copy only whether it is the wanted one."""
    found = system.stat(LOCALTIME, follow=False)
    if found is None:
        return "UTC"
    if found.kind == "link":
        linked = LINKED.search(found.target)
        return linked.group(1) if linked is not None and system.stat(LOCALTIME) is not None else UNKNOWN
    return wanted if wanted is not None and system.read(LOCALTIME) == system.read(ZONES + wanted) else UNKNOWN


def of_adjtime(system):
    """Whether the hardware clock has UTC or local time, as hwclock(8) keeps it."""
    lines = system.text(ADJTIME).splitlines() if system.stat(ADJTIME) is not None else []
    return "local" if "LOCAL" in lines else "UTC"


def name_file(system):
    """The file that keeps the zone's name here, without systemd: (path, pattern, line)."""
    if system.which("dpkg-reconfigure") is not None or system.which("setup-timezone") is not None:
        return TIMEZONE
    if system.stat("/etc/gentoo-release") is not None:
        return TIMEZONE
    text = system.text(CLOCK) if system.stat(CLOCK) is not None else ""
    suse = SUSE[1].search(text) or (not text and system.stat("/etc/SuSE-release") is not None)
    return SUSE if suse else RED_HAT


def clock_file(system):
    """The file that tells init scripts of the hardware clock, without systemd."""
    if system.which("dpkg-reconfigure") is not None:
        return "/etc/default/rcS"
    if system.which("setup-timezone") is not None or system.stat("/etc/gentoo-release") is not None:
        return "/etc/conf.d/hwclock"
    return CLOCK


def said(system, path, pattern):
    """What the first line of a file that fits says; n/a where none does."""
    text = system.text(path) if system.stat(path) is not None else ""
    found = pattern.search(text)
    return UNKNOWN if found is None else found.group(1)


def say(system, path, pattern, line):
    """Put the line in the place of the first that fits, on top if none does; the others that fit go."""
    lines = system.text(path).splitlines(True) if system.stat(path) is not None else []
    fitting = [index for index, old in enumerate(lines) if pattern.search(old)]
    place = fitting[0] if fitting else 0
    lines = [old for index, old in enumerate(lines) if index not in fitting]
    lines.insert(place, line)
    system.write(path, "".join(lines).encode("utf-8", "surrogateescape"))
    return "Added 1 line and deleted %d line(s) on %s" % (len(fitting), path)
