"""SELinux: whether it is on, and how."""

from ..core.selinux import enabled
from .files import assignments, content

MODES = {"1": "enforcing", "0": "permissive"}


def collect(system, setting):
    """selinux and selinux_python_present."""
    return {"selinux": state(system), "selinux_python_present": True}


def state(system):
    """The fact itself."""
    enforce = content(system, "/sys/fs/selinux/enforce")
    if enforce is None or not enabled(system):
        return {"status": "disabled"}
    told = assignments(content(system, "/etc/selinux/config") or "")
    versions = content(system, "/sys/fs/selinux/policyvers")
    return {
        "status": "enabled", "mode": MODES.get(enforce, "unknown"),
        "policyvers": int(versions) if versions is not None else "unknown",
        "config_mode": told.get("SELINUX", "unknown"), "type": told.get("SELINUXTYPE", "unknown"),
    }
