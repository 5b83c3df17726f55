"""Whether apt has nothing pending, for a tenth of what a rehearsal costs: its resolver looks at all that there is."""

from . import apt_query

# Without sources apt reads of what is installed only: what that needs, and what needs it.
INSTALLED_ONLY = ["-o", "Dir::Etc::sourcelist=/dev/null", "-o", "Dir::Etc::sourceparts=/dev/null",
                  "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]


def all_newest(system, rows, asked):
    """Whether every package in holds.Rows is at the version that apt would choose, and has all that it needs.

    `asked` says that apt is asked for what nothing needs as well, and finds by that what lacks something.

    All that a dist-upgrade would do besides is to bring back an essential package that somebody has forced off.
    """
    there = [row for row in rows if row.state == "installed"]
    names = sorted(row.name if row.architecture == "all" else "%s:%s" % (row.name, row.architecture) for row in there)
    output = system.query(["apt-cache", "policy"] + names)
    installed, candidates = (values(output.stdout, head) for head in ("Installed:", "Candidate:"))
    if output.rc != 0 or len(installed) != len(names) or installed != candidates:
        return False
    return asked or not apt_query.rehearse(system, INSTALLED_ONLY + ["dist-upgrade"])


def values(told, head):
    """What stands behind a head in each version table."""
    return [line.split()[1:] for line in told.splitlines() if line.split()[:1] == [head]]


def unneeded(system):
    """The steps of an autoremove, which depend on what is installed only."""
    return apt_query.rehearse(system, INSTALLED_ONLY + ["autoremove"])
