"""Kernel, architecture and names of the host."""

import os
import re
import socket
import sys
import time

from .files import content
from .waiting import Waiting


def collect(system, setting):
    """system, kernel, kernel_version, machine, architecture, hostname, nodename, fqdn, domain, machine_id, ..."""
    asked = Waiting(socket.getfqdn)
    told = os.uname()
    bits = "64" if sys.maxsize > 2 ** 32 else "32"
    facts = {
        "system": told.sysname, "kernel": told.release, "kernel_version": told.version, "machine": told.machine,
        "architecture": told.machine, "userspace_bits": bits, "python_version": sys.version.split()[0],
        "hostname": told.nodename.split(".")[0], "nodename": told.nodename,
    }
    if re.search("i([3456]86|86pc)", told.machine):
        facts["architecture"] = "i386"
    if facts["architecture"] in ("x86_64", "i386"):
        facts["userspace_architecture"] = "x86_64" if bits == "64" else "i386"
    number = content(system, "/var/lib/dbus/machine-id") or content(system, "/etc/machine-id")
    if number is not None:
        facts["machine_id"] = number.splitlines()[0]
    if not asked.ended(time.monotonic() + setting.seconds) or asked.answer is None:
        setting.warnings.append("the name service did not tell the full name of this host in %s seconds"
                                % setting.seconds)
    facts["fqdn"] = asked.answer or told.nodename
    facts["domain"] = facts["fqdn"].partition(".")[2]
    return facts
