"""What dpkg's status file says of packages beyond their versions: holds, and what a run that was cut off has left."""

from collections import namedtuple

STATUS = "/var/lib/dpkg/status"
# What dpkg writes of a run before it is over.
JOURNAL = "/var/lib/dpkg/updates/[0-9]*"
UNFINISHED = ("half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending")

# One package; `selection` is install, hold, deinstall or purge; `state` installed, config-files, ...
Row = namedtuple("Row", "name architecture selection flag state version")


def selection(system, name):
    """install, hold, deinstall or purge; None for a package that dpkg does not know."""
    return system.record("selection", name, lambda: selections(system).get(name))


def selections(system):
    """{name: selection} of every package that dpkg knows, also as name:architecture."""
    found = {}
    for row in rows(system):
        found.setdefault(row.name, row.selection)
        found["%s:%s" % (row.name, row.architecture)] = row.selection
    return found


def rows(system):
    """The Rows of dpkg's status file."""
    if system.stat(STATUS) is None:
        return []
    found, fields = [], {}
    for line in system.text(STATUS).split("\n"):
        if line.startswith(("Package: ", "Status: ", "Architecture: ", "Version: ")):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif not line and "Package" in fields:
            status = fields.get("Status", "").split()
            if len(status) == 3:
                found.append(Row(fields["Package"], fields.get("Architecture", ""), status[0], status[1], status[2],
                                 fields.get("Version")))
            fields = {}
    return found


def versions(found):
    """{name: version} of what is installed, in Rows; of two architectures as name:architecture, too."""
    told = {}
    for row in found:
        if row.state == "installed":
            told.setdefault(row.name, row.version)
            told["%s:%s" % (row.name, row.architecture)] = row.version
    return told


def unfinished(system, found):
    """The names of the packages that a run of dpkg has left half done, in Rows."""
    left = sorted({row.name for row in found if row.state in UNFINISHED or row.flag == "reinstreq"})
    return left or (["(its journal)"] if system.glob(JOURNAL) else [])
