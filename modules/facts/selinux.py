"""SELinux: whether it is on, and how."""

from .files import assignments, content, lines

MODES = {"1": "enforcing", "0": "permissive"}


def collect(system, setting):
    """selinux and selinux_python_present."""
    return {"selinux": state(system), "selinux_python_present": True}


def state(system):
    """The fact itself."""
    # In a container the file system may be there read-only: libselinux takes that for disabled.
    mounted = [line.split()[3] for line in lines(system, "/proc/mounts") if " selinuxfs " in line]
    enforce = content(system, "/sys/fs/selinux/enforce")
    if enforce is None or not mounted or "ro" in mounted[-1].split(","):
        return {"status": "disabled"}
    told = assignments(content(system, "/etc/selinux/config") or "")
    versions = content(system, "/sys/fs/selinux/policyvers")
    return {
        "status": "enabled", "mode": MODES.get(enforce, "unknown"),
        "policyvers": int(versions) if versions is not None else "unknown",
        "config_mode": told.get("SELINUX", "unknown"), "type": told.get("SELINUXTYPE", "unknown"),
    }
