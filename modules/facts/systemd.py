"""The version of systemd."""

import re

from .files import names
from .service_mgr import booted_by_systemd

FOLDERS = ("/usr/lib/systemd", "/lib/systemd", "/usr/lib64/systemd")


def collect(system, setting):
    """systemd.version, from the name of its private library; its list of features only systemctl could tell."""
    if system.which("systemctl") is None or not booted_by_systemd(system):
        return {}
    for folder in FOLDERS:
        for name in names(system, folder):
            found = re.match(r"libsystemd-shared-(\d+).*\.so$", name)
            if found:
                return {"systemd": {"version": int(found.group(1))}}
    return {}
