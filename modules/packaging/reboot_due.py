"""Whether a reboot is due on a host, and why."""

import os
import re

FLAG = "/run/reboot-required"
KERNELS = ("/boot/vmlinuz-*", "/lib/modules/*/vmlinuz")
# What runs until the next boot, and which of its files make one due.
CORE = re.compile(r"/(libc|libc-\d[\d.]*|ld-linux[^/]*|libpthread|libdbus-1|libsystemd-shared-[^/]*)[.-]?[^/]*so[^/]*$|"
                  r"/systemd/systemd$|/dbus-daemon$|/dbus-broker[^/]*$")
BUS = re.compile(r"^(dbus|dbus-broker)\.service$")


def reasons(system, found):
    """Why a reboot is due, as a list of sentences' ends; [] if it is not. `found` are the users of old files."""
    told = flag(system) + kernel(system)
    for user in found:
        core = [os.path.basename(path) for path in user.files if CORE.search(path)]
        if user.pid == 1:
            told.append("process 1 runs with old files: %s" % ", ".join(
                core or [os.path.basename(path) for path in user.files]))
        elif user.unit is not None and BUS.match(user.unit):
            told.append("the message bus runs with old files: %s" % ", ".join(
                os.path.basename(path) for path in user.files))
    return told


def flag(system):
    """What packages have asked for."""
    if system.stat(FLAG) is None:
        return []
    packages = FLAG + ".pkgs"
    names = sorted(set(system.text(packages).split())) if system.stat(packages) is not None else []
    return ["%s is there%s" % (FLAG, ", for " + ", ".join(names) if names else "")]


def kernel(system):
    """A kernel newer than the one that runs."""
    running = system.text("/proc/sys/kernel/osrelease").strip()
    there = {path[len("/boot/vmlinuz-"):] if path.startswith("/boot") else path.split("/")[3]
             for pattern in KERNELS for path in system.glob(pattern)}
    there = {name for name in there if "rescue" not in name}
    # A container runs the kernel of its machine, and has none of its own.
    if running not in there:
        return []
    newest = max(there, key=in_order)
    return [] if newest == running else ["kernel %s is installed, and %s runs" % (newest, running)]


def in_order(release):
    """A release as it is compared: numbers by their value."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.findall(r"\d+|[a-z]+", release)]
