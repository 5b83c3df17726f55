"""What a unit's record, as Reader.unit gives it, means for a task."""

from ..core.units import PROPERTIES

RUNNING = ("active", "activating", "reloading", "refreshing")


def state_of(record):
    """started, stopped, stopping, or None where only an apply can tell."""
    active = record.get("active")
    if active is None:
        return None
    return "started" if active in RUNNING else "stopping" if active == "deactivating" else "stopped"


def is_masked(record):
    """Whether the unit is masked for good."""
    return record is not None and record.get("enabled") == "masked"


def init_script(system, unit):
    """Whether the unit stands for a script in /etc/init.d."""
    return system.stat("/etc/init.d/" + bare(unit)) is not None


def bare(unit):
    """A service's name without its type."""
    return unit[:-len(".service")] if unit.endswith(".service") else unit


def script_enabled(system, unit):
    """Whether an init script is started in some runlevel."""
    name = bare(unit)
    return system.record("rc links", name, lambda: bool(system.glob("/etc/rc?.d/S??" + name)))


def is_enabled(system, unit, record, wanted):
    """Whether the unit starts at boot; `wanted` itself for a unit that cannot be enabled or disabled."""
    state = record.get("enabled")
    if state == "generated" or state in ("", "bad") and record.get("load") == "loaded":
        return script_enabled(system, unit) if init_script(system, unit) else wanted if state == "generated" else False
    if state == "static":
        return wanted
    if state == "indirect":
        return system.record("unit links", unit, lambda: has_links(system, unit))
    return None if state is None else state == "enabled"


def has_links(system, unit):
    """Whether a unit that is enabled by others only has links in their folders."""
    return len(system.query(["systemctl", "is-enabled", "-l", unit]).stdout.strip().splitlines()) > 1


def described(record):
    """A record with the names that systemctl show gives its parts."""
    return {key: record[name] for key, name in PROPERTIES.items() if record and record.get(name) is not None}
