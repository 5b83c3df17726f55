"""Whether AppArmor is there."""

from .files import exists


def collect(system, setting):
    """apparmor."""
    there = exists(system, "/sys/kernel/security/apparmor")
    return {"apparmor": {"status": "enabled" if there else "disabled"}}
