"""The init system."""

import os

from .files import content, exists

PROCESS_ONE = {"procd": "openwrt_init", "runit-init": "runit", "svscan": "svc", "openrc-init": "openrc"}
BY_DISTRIBUTION = {"OpenWrt": "openwrt_init", "SMGL": "simpleinit_msb"}


def collect(system, setting):
    """service_mgr."""
    name = process_one(system)
    if name is None:
        name = BY_DISTRIBUTION.get(setting.known.get("distribution")) or by_files(system)
    return {"service_mgr": name}


def process_one(system):
    """The name of process 1, unless it tells nothing (init, or a shell in a container)."""
    found = content(system, "/proc/1/comm") or init_link(system)
    if found is None:
        return None
    name = os.path.basename(found).strip()
    return None if name == "init" or name.endswith("sh") else PROCESS_ONE.get(name, name)


def init_link(system):
    """Where the link /sbin/init points; None if it is none."""
    found = system.stat("/sbin/init", follow=False)
    return found.target if found is not None and found.kind == "link" else None


def by_files(system):
    """What the files of the host speak for."""
    systemctl = system.which("systemctl") is not None
    if systemctl and booted_by_systemd(system):
        return "systemd"
    if system.which("initctl") is not None and exists(system, "/etc/init/"):
        return "upstart"
    if exists(system, "/sbin/openrc"):
        return "openrc"
    if systemctl and os.path.basename(init_link(system) or "") == "systemd":
        return "systemd"
    if exists(system, "/etc/init.d/"):
        return "sysvinit"
    return "dinit" if exists(system, "/etc/dinit.d/") else "service"


def booted_by_systemd(system):
    """sd_booted(3), and what stood for it in older days."""
    return any(exists(system, path) for path in ("/run/systemd/system/", "/dev/.run/systemd/", "/dev/.systemd/"))
