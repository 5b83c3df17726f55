"""Every service that a host knows of: units of systemd, and scripts of what was there before it."""

import re

from .files import content, exists

CANARIES = ("/run/systemd/system", "/dev/.run/systemd", "/dev/.systemd")
BAD = ("not-found", "masked", "failed")
SCRIPT = re.compile(r"^\s*\[ ([+-]) \]\s+(.+)$")
LEVELS = re.compile(r"^(\S+)\s+" + r"\s+".join("%d:(on|off)" % level for level in range(7)))


def units(system, warnings):
    """Those of systemd; none where it does not run."""
    if system.which("systemctl") is None or not (
            any(exists(system, path) for path in CANARIES) or content(system, "/proc/1/comm") == "systemd"):
        return {}
    found = {}
    for fields in lines(system, "list-units", warnings, "Could not list units from systemd"):
        status = next((bad for bad in BAD if bad in fields[:-1]), fields[2])
        found[fields[0]] = service(fields[0], "running" if fields[3] == "running" else "stopped", status, "systemd")
    unloaded = {}
    for fields in lines(system, "list-unit-files", warnings, "Could not get unit files data from systemd"):
        name, status = fields[:2]
        if name not in found:
            unloaded[name] = status
        elif found[name]["status"] not in BAD:
            found[name]["status"] = status
    states = active_states(system, [name for name in unloaded if "@." not in name])
    found.update((name, service(name, states.get(name, "unknown"), status, "systemd"))
                 for name, status in unloaded.items())
    return found


def lines(system, verb, warnings, complaint):
    """The fields of each line of a list that is about a service."""
    words = ["systemctl", verb, "--no-pager", "--type", "service", "--all"]
    output = system.query(words + (["--plain"] if verb == "list-units" else []))
    if output.rc != 0:
        warnings.append("%s: %s" % (complaint, output.stderr))
        return []
    return [line.split() for line in output.stdout.splitlines() if ".service" in line]


def active_states(system, names):
    """{name: its ActiveState}, asked for all at once."""
    if not names:
        return {}
    output = system.query(["systemctl", "show", "--property=ActiveState"] + names)
    states = [line.partition("=")[2] for line in output.stdout.splitlines() if line]
    # systemctl answers in the order of the names; where it has left one out, nobody knows which.
    return dict(zip(names, states)) if len(states) == len(names) else {}


def scripts(system, warnings):
    """Those of System V and OpenRC."""
    if system.which("chkconfig") is not None:
        return levelled(system)
    if system.which("rc-status") is not None:
        return of_openrc(system, warnings)
    if system.which("service") is None:
        return {}
    output = system.query(["service", "--status-all"])
    if output.rc == 4 and not exists(system, "/etc/init.d"):
        return {}
    if output.rc != 0:
        warnings.append("Unable to query 'service' tool (%d): %s" % (output.rc, output.stderr))
    matches = (SCRIPT.match(line) for line in output.stdout.splitlines())
    return {match.group(2): {"name": match.group(2), "state": "running" if match.group(1) == "+" else "stopped",
                             "source": "sysv"} for match in matches if match}


def levelled(system):
    """Scripts as chkconfig knows them; level 3 says whether they are enabled."""
    found = {}
    for line in system.query(["chkconfig", "--list"]).stdout.splitlines():
        match = LEVELS.match(line)
        if match:
            name = match.group(1)
            runs = system.query(["service", name, "status"]).rc == 0
            found[name] = service(name, "running" if runs else "stopped",
                                  "enabled" if match.group(5) == "on" else "disabled", "sysv")
    return found


def of_openrc(system, warnings):
    """Services of OpenRC, with their runlevels."""
    levels = {}
    for line in system.query(["rc-update", "show", "-v"]).stdout.splitlines():
        name, bar, rest = line.partition("|")
        if bar:
            levels[name.strip()] = rest.split() or None
    found = {}
    for line in system.query(["rc-status", "-a", "-s", "-m"]).stdout.splitlines():
        fields = line.replace("[", "").replace("]", "").split()
        if not line.startswith(" ") or len(fields) < 2 or fields[0] == "*":
            continue
        if fields[0] not in levels:
            warnings.append("Service %s not found in the service list" % fields[0])
            continue
        found[fields[0]] = {"name": fields[0], "runlevels": levels[fields[0]], "state": fields[1], "source": "openrc"}
    return found


def service(name, state, status, source):
    """What is told of one."""
    return {"name": name, "state": state, "status": status, "source": source}
