"""What apt knows of packages, and what it would do."""

import fnmatch
import re

from ..core.failure import Missing
from . import apt_settings
from .spec import is_pattern, satisfies

# A line of a version table: " *** 1.22.1-9 500" or "     1.22.1-9 500".
VERSION = re.compile(r"^ (?:\*\*\*|   ) (\S+) -?\d+$")
# A line of a rehearsal: "Inst name [old] (new Debian:12 [amd64])", "Remv name [old]".
STEP = re.compile(r"^(Inst|Remv|Purg) (\S+)(?: \[[^\]]*\])?(?: \((\S+))?")
DELETE = re.compile(r"^Del (\S+) ")
EXTENDED = "/var/lib/apt/extended_states"


def policy(system, names, release=None):
    """{name: (candidate or None, every version, newest first)} of the packages that apt has heard of."""
    options = [] if release is None else ["-o", "APT::Default-Release=" + release]
    output = system.query(["apt-cache"] + options + ["policy"] + list(names))
    if output.rc != 0:
        raise Missing("apt-cache cannot tell of %s: %s" % (", ".join(names), output.stderr.strip()))
    found, name = {}, None
    for line in output.stdout.splitlines():
        if line and not line.startswith(" "):
            name = line.rstrip(":")
            found[name] = (None, [])
        elif line.startswith("  Candidate: ") and not line.endswith("(none)"):
            found[name] = (line[len("  Candidate: "):], found[name][1])
        elif VERSION.match(line):
            found[name][1].append(VERSION.match(line).group(1))
    return found


def candidate(system, spec, known):
    """The version that would be installed for a spec, of what policy knows; None if there is none."""
    best, versions = known.get(spec.name, (None, []))
    if spec.operator == "=":
        return next((version for version in versions if satisfies(system, spec, version)), None)
    return best if best is not None and satisfies(system, spec, best) else None


def providers(system, name):
    """The packages that provide a name which is no package itself."""
    output = system.query(["apt-cache", "showpkg", name])
    told = output.stdout.partition("\nReverse Provides:")[2].splitlines()
    return sorted({line.split()[0] for line in told if line.strip()})


def expand(system, spec, state):
    """The specs that a pattern stands for; Missing if there is no such package."""
    if not is_pattern(spec):
        return [spec]
    if state == "absent":
        output = system.query(["dpkg-query", "-W", "-f", "${Package}\\n", spec.name])
        return [spec._replace(name=name, asked=name) for name in sorted(set(output.stdout.split()))]
    known = system.query(["apt-cache", "pkgnames"]).stdout.split()
    matching = sorted(fnmatch.filter(known, spec.name))
    if not matching:
        raise Missing("No package(s) matching '%s' available" % spec.name)
    return [spec._replace(name=name, asked=spec.asked.replace(spec.name, name, 1)) for name in matching]


def is_automatic(system, name):
    """Whether apt installed the package for another's sake only, and may remove it with that."""
    return system.record("automatic", name, lambda: name in automatic(system))


def automatic(system):
    """The names of all such packages."""
    if system.stat(EXTENDED) is None:
        return set()
    found = set()
    for paragraph in system.text(EXTENDED).split("\n\n"):
        fields = dict(line.split(": ", 1) for line in paragraph.splitlines() if ": " in line)
        if fields.get("Auto-Installed") == "1":
            found.add(fields.get("Package"))
    return found


def has_leftovers(system, name):
    """Whether a package that was removed has left its settings behind."""
    bare = name.partition(":")[0]
    return system.record("leftovers", name, lambda: bool(
        system.stat("/var/lib/dpkg/info/%s.list" % name) or system.glob("/var/lib/dpkg/info/%s:*.list" % bare)))


def rehearse(system, words):
    """[(step, name, version or None), ...] that apt-get would take; Missing with its complaint if it would fail."""
    found = (STEP.match(line) for line in rehearsal(system, words).splitlines())
    return [(match.group(1), match.group(2), match.group(3)) for match in found if match]


def rehearsal(system, words):
    """What apt-get prints of the steps that it would take; Missing with its complaint if it would fail."""
    apt_settings.insist(system)
    output = system.query(["apt-get", "-s"] + words)
    if output.rc != 0:
        raise Missing("apt-get would fail: %s" % (output.stderr.strip() or output.stdout.strip()),
                      stdout=output.stdout, stderr=output.stderr, rc=output.rc)
    return output.stdout


def foretell(steps, purge=False):
    """What such steps bring."""
    brings = {}
    for step, name, version in steps:
        brings[("package", name)] = version if step == "Inst" else None
        if step != "Inst":
            brings[("leftovers", name)] = step == "Remv" and not purge
    return brings


def pending(system, steps):
    """The names in steps that are still to be taken, for a state that only apt can tell."""
    return sorted({name for step, name, version in steps
                   if (system.package(name) != version if step == "Inst" else system.package(name) is not None)})


def obsolete(system):
    """Names of the kept package files that autoclean would delete."""
    output = system.query(["apt-get", "-s", "autoclean"])
    return [found.group(1) for found in map(DELETE.match, output.stdout.splitlines()) if found]
