"""What dpkg has been asked to do with packages, read from its status file."""

STATUS = "/var/lib/dpkg/status"


def selection(system, name):
    """install, hold, deinstall or purge; None for a package that dpkg does not know."""
    return system.record("selection", name, lambda: selections(system).get(name))


def selections(system):
    """{name: selection} of every package that dpkg knows, foreign architectures as name:architecture, too."""
    found = {}
    for name, architecture, status in states(system):
        found.setdefault(name, status[0])
        found[name + ":" + architecture] = status[0]
    return found


def states(system):
    """[(name, architecture, [selection, error flag, state]), ...] of every package in dpkg's status file."""
    if system.stat(STATUS) is None:
        return []
    found, name, status, architecture = [], None, None, ""
    for line in system.text(STATUS).split("\n"):
        if line.startswith("Package: "):
            name = line[9:]
        elif line.startswith("Status: "):
            status = line[8:].split()
        elif line.startswith("Architecture: "):
            architecture = line[14:]
        elif not line and name is not None:
            if status is not None and len(status) == 3:
                found.append((name, architecture, status))
            name, status, architecture = None, None, ""
    return found
