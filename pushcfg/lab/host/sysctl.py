"""/proc/sys of a lab host: its own net.*, and a writable copy of this machine's values for all the rest."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from pushcfg.lab.host import kernel

SYSCTLS = Path("/proc/sys")
# Parts of the uts namespace, which are the host's own, and values that the kernel makes anew at each reading.
LIVE = ("net", "kernel/hostname", "kernel/domainname", "kernel/random")
# What every Debian kernel has, in case this machine's kernel was built without it.
DEBIAN = {
    "kernel/kexec_load_disabled": "0",
    "kernel/sysrq": "438",
    "kernel/unprivileged_userns_clone": "1",
    "kernel/yama/ptrace_scope": "0",
}


def copy(target: Path) -> None:
    """Copy this machine's values as plain files; what belongs to a namespace is left empty."""
    for directory, folders, files in os.walk(SYSCTLS):
        here = target / Path(directory).relative_to(SYSCTLS)
        here.mkdir(parents=True, exist_ok=True)
        if here == target / "net":
            folders.clear()
            continue
        folders[:] = [name for name in folders if not os.path.ismount(os.path.join(directory, name))]
        for name in files:
            text = b""
            with suppress(OSError):
                text = Path(directory, name).read_bytes()
            (here / name).write_bytes(text)
            (here / name).chmod(os.stat(os.path.join(directory, name)).st_mode & 0o777)
    for name, value in DEBIAN.items():
        file = target / name
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{value}\n")


def forget(directory: Path) -> None:
    """Set a host's view back to the copy, as a boot does."""
    for name in ("root", "upper", "work"):
        shutil.rmtree(directory / name, ignore_errors=True)
        (directory / name).mkdir(parents=True)


def writable(copied: Path, directory: Path) -> Path:
    """Mount a host's writable view of the copy, and say where."""
    place = directory / "root"
    options = f"lowerdir={copied},upperdir={directory}/upper,workdir={directory}/work"
    kernel.mount("overlay", str(place), "overlay", 0, options)
    return place


def cover(proc: str, view: str) -> None:
    """Put that view over /proc/sys of a mounted proc, with the live parts on top of it."""
    live = {name: os.open(f"{proc}/sys/{name}", os.O_PATH) for name in LIVE}
    kernel.bind(view, f"{proc}/sys")
    for name, descriptor in live.items():
        # With what is mounted below: nspawn gives each boot its own random/boot_id.
        kernel.mount(f"/proc/self/fd/{descriptor}", f"{proc}/sys/{name}", "", kernel.MS_BIND | kernel.MS_REC)
        os.close(descriptor)
    # Read-only under nspawn, which knows of no kernel.* that is the host's own.
    for name in ("kernel/hostname", "kernel/domainname"):
        kernel.mount("", f"{proc}/sys/{name}", "", kernel.MS_BIND | kernel.MS_REMOUNT)
    kernel.mount("", f"{proc}/sys/kernel/random", "", kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY)
