"""Every package that is installed, as each package manager tells of it."""

import re

from ..core.failure import Missing
from ..core.packages import STATUS
from .files import content

RPM = ("NAME", "VERSION", "RELEASE", "EPOCH", "ARCH")
# " *** 1.22.1-9 500", and below it one line for each place that has this version.
INSTALLED = re.compile(r"^ \*\*\* (\S+)")
PLACE = re.compile(r"^ +-?\d+ (.*)$")
ORIGIN = re.compile(r"(?:^|,)o=([^,]*)")


def apt(system):
    """Those of dpkg, with the origin that apt knows for each; Missing without apt."""
    if system.which("apt-cache") is None:
        raise Missing("there is no apt")
    own = system.query(["dpkg", "--print-architecture"]).stdout.strip()
    found = []
    for text in (content(system, STATUS) or "").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(" "))
        if fields.get("Status", "").endswith(" installed"):
            arch = fields.get("Architecture", "")
            name = fields["Package"] if arch in (own, "all") else "%s:%s" % (fields["Package"], arch)
            found.append({"name": name, "version": fields["Version"], "arch": arch,
                          "category": fields.get("Section", "")})
    origins = apt_origins(system, [package["name"] for package in found])
    return [dict(package, origin=origins.get(package["name"], "")) for package in found]


def apt_origins(system, names):
    """{name: origin of the first place that has the installed version}."""
    if not names:
        return {}
    places, place = {}, None
    for line in system.query(["apt-cache", "policy"]).stdout.splitlines():
        if PLACE.match(line):
            place = PLACE.match(line).group(1)
        elif place is not None and line.strip().startswith("release "):
            match = ORIGIN.search(line.strip()[len("release "):])
            places[place] = match.group(1) if match else ""
    found, name, reading = {}, None, False
    for line in system.query(["apt-cache", "policy"] + names).stdout.splitlines():
        if not line.startswith(" "):
            name, reading = line[:-1], False
        elif INSTALLED.match(line):
            reading = True
        elif reading and PLACE.match(line):
            found[name] = places.get(PLACE.match(line).group(1), "")
            reading = False
    return found


def rpm(system):
    """Those of rpm; Missing without it."""
    if system.which("rpm") is None:
        raise Missing("there is no rpm")
    form = "\\t".join("%%{%s}" % tag for tag in RPM) + "\\n"
    output = system.query(["rpm", "-qa", "--qf", form])
    # Where there is no epoch, Ansible has the text None.
    return [dict(zip((tag.lower() for tag in RPM), ("None" if word == "(none)" else word for word in line.split("\t"))))
            for line in output.stdout.splitlines() if line.count("\t") == len(RPM) - 1]


def apk(system):
    """Those of apk; Missing without it."""
    if system.which("apk") is None:
        raise Missing("there is no apk")
    found = []
    for line in system.query(["apk", "info", "-v"]).stdout.splitlines():
        parts = line.rsplit("-", 2)
        found.append(dict(zip(("name", "version", "release"), parts if len(parts) == 3 else (line, "", ""))))
    return found


def pacman(system):
    """Those of pacman; Missing without it."""
    if system.which("pacman") is None:
        raise Missing("there is no pacman")
    found = []
    for text in system.query(["pacman", "-Qi"]).stdout.split("\n\n")[:-1]:
        fields, last = {}, None
        for line in text.splitlines():
            match = re.match(r"([\w ]*\w) +: (.*)", line)
            if match:
                last = match.group(1)
                fields[last] = match.group(2)
            elif last is not None:
                fields[last] += "  " + line.lstrip()
        provides = None if fields["Provides"] == "None" else [
            name.split("=")[0] for name in fields["Provides"].split("  ")]
        found.append({"name": fields["Name"], "version": fields["Version"], "arch": fields["Architecture"],
                      "provides": provides})
    return found
