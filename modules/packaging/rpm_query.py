"""What dnf knows of packages."""

from ..core.failure import Missing


def newest(system, program, names, options):
    """{name: version-release} of the newest package of each name that the repositories have; {} without dnf."""
    if program != "dnf" or not names:
        return {}
    words = ["dnf", "repoquery", "-q", "--latest-limit=1", "--qf", "%{name} %{version}-%{release}\\n"]
    output = system.query(words + options + list(names))
    if output.rc != 0:
        raise Missing("dnf cannot tell of %s: %s" % (", ".join(names), output.stderr.strip()))
    pairs = (line.split() for line in output.stdout.splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
