"""What shows that a host has booted, and what runs on it: to be compared before and after a reboot."""

import re

from ..core.failure import Failure

BOOT_ID = "/proc/sys/kernel/random/boot_id"
PROPERTIES = ("Id", "ActiveState", "SubState", "UnitFileState")
KINDS = ("*.service", "*.socket", "*.timer", "*.mount", "*.path")
# Of these somebody has said that they run at boot, or has started them: they are to run after it, too.
WANTED = ("enabled", "enabled-runtime", "generated", "linked", "alias")
# These belong to logins, or run only while there is something to do.
PASSING = re.compile(r"^(run-|user@|user-|session-|getty@|serial-getty@|console-getty|container-getty@)")
SETTLED = ("running", "degraded", "maintenance")


def mark(system):
    """What is another text after each boot.

    A container gets a new process 1, but keeps the boot id of its machine.
    """
    stat = system.text("/proc/1/stat")
    return "%s %s" % (system.text(BOOT_ID).strip(), stat.rpartition(")")[2].split()[19])


def units(system):
    """{unit: {active, sub, enabled}} of what systemd has loaded; {} where it does not run."""
    if system.stat("/run/systemd/system") is None:
        return {}
    output = system.query(["systemctl", "show", "--property=" + ",".join(PROPERTIES)] + list(KINDS))
    found = {}
    for stanza in output.stdout.split("\n\n"):
        fields = dict(line.partition("=")[::2] for line in stanza.splitlines())
        if "Id" in fields:
            found[fields["Id"]] = {"active": fields.get("ActiveState"), "sub": fields.get("SubState"),
                                   "enabled": fields.get("UnitFileState")}
    return found


def to_run(found):
    """The sorted names of those that should run after a boot as they run now."""
    return sorted(name for name, unit in found.items() if unit["active"] == "active" and not PASSING.match(name) and (
        unit["enabled"] in WANTED or (unit["enabled"] == "disabled" and unit["sub"] in ("running", "listening"))))


def settled(system):
    """Whether systemd has done all that a boot brings; what is left to do otherwise."""
    if system.stat("/run/systemd/system") is None:
        return True, ""
    output = system.query(["systemctl", "show", "--property=SystemState,NJobs"])
    fields = dict(line.partition("=")[::2] for line in output.stdout.splitlines())
    if output.rc != 0 or "SystemState" not in fields:
        raise Failure("systemd does not answer: %s" % (output.stderr.strip() or output.stdout.strip()))
    done = fields["SystemState"] in SETTLED and fields.get("NJobs", "0") == "0"
    return done, "%s, with %s jobs to do" % (fields["SystemState"], fields.get("NJobs"))
