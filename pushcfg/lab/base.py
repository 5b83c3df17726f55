"""The base root of every lab host: a Debian 12 tree, built once and kept."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pushcfg.errors import LabError
from pushcfg.lab import sources

Report = Callable[[str], None]
SUITE = "bookworm"
RECIPE = 2  # counts up when what is done to the tree below changes
RELAY_PORT = 3142
PACKAGES = (
    *("ca-certificates", "cron", "dbus", "e2fsprogs", "gnupg", "iproute2", "iputils-ping", "kmod", "less"),
    *("logrotate", "nano", "netbase", "nftables", "openssh-server", "procps", "python3", "python3-apt"),
    *("sudo", "systemd", "systemd-sysv", "systemd-timesyncd", "udev"),
)
# Patched last of all, by whoever rehearses patching: two that take no time and that nothing else here waits for.
BEHIND = ("libexpat1", "openssl")
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
NO_SERVICES = "#!/bin/sh\n# No init runs here: a package must not try to start its services.\nexit 101\n"


def cache() -> Path:
    """Where base roots and fetched packages are kept: $PUSHCFG_LAB_CACHE, or /var/cache/pushcfg/lab."""
    return Path(os.environ.get("PUSHCFG_LAB_CACHE") or "/var/cache/pushcfg/lab")


def path() -> Path:
    """Where the base root of today's recipe and mirrors lies, once it is built."""
    recipe = repr((RECIPE, SUITE, list(PACKAGES), BEHIND, _mirrors()))
    return cache() / f"{SUITE}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}" / "root"


def ensure(report: Report) -> Path:
    """The base root, built first if it is missing; takes a minute or two then."""
    root = path()
    if root.is_dir():
        return root
    cache().mkdir(parents=True, exist_ok=True, mode=0o700)
    with _lock(cache() / "lock", report):
        if not root.is_dir():
            _build(root, report)
    return root


@contextmanager
def _lock(file: Path, report: Report) -> Iterator[None]:
    with file.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for another lab that is building the base root")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _mirrors() -> tuple[str, str]:
    addresses = sources.uris()
    return sources.debian(addresses), sources.security(addresses)


def _build(root: Path, report: Report) -> None:
    report("building the base root, once; this takes a minute or two")
    for leftover in cache().glob(".building-*"):
        shutil.rmtree(leftover)
    # Open to root only, as the tree has setuid programs that nobody on this machine should start.
    work = Path(tempfile.mkdtemp(prefix=".building-", dir=cache()))
    tree = work / "root"
    mirrors = _mirrors()
    try:
        options = ["--variant=minbase", f"--include={','.join(PACKAGES)}"]
        _run(["debootstrap", "--foreign", *options, SUITE, str(tree), mirrors[0]], "fetching", report)
        # Kept for the second stage: in a chroot, start scripts of packages would act on this machine.
        policy = tree / "usr/sbin/policy-rc.d"
        _write(policy, NO_SERVICES, 0o755)
        inside = ["chroot", str(tree)]
        _run([*inside, "/debootstrap/debootstrap", "--second-stage"], "installing", report)
        _configure(tree, mirrors)
        for step in _steps():
            _run([*inside, *step], "finishing", report)
        policy.unlink(missing_ok=True)  # newer debootstraps remove it themselves
        _settle(tree, mirrors)
        tree.chmod(0o755)
        work.rename(root.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    report("base root is ready")


def _steps() -> list[list[str]]:
    return [
        ["useradd", "--create-home", "--shell=/bin/bash", "ops"],
        ["useradd", "--create-home", "--shell=/bin/bash", "opspw"],
        # Without PAM, sshd refuses an account whose password is locked; a star is no password and no lock.
        ["usermod", "--password=*", "root"],
        ["usermod", "--password=*", "ops"],
        ["sh", "-c", "echo opspw:lab | chpasswd"],
        ["apt-get", "-qq", "update"],
        ["apt-mark", "hold", *BEHIND],
        ["apt-get", "-qq", "--yes", "upgrade"],
        ["apt-mark", "unhold", *BEHIND],
        ["apt-get", "clean"],
    ]


def _configure(tree: Path, mirrors: tuple[str, str]) -> None:
    """What a host of the lab has beyond a bare Debian, as far as the steps after it need it."""
    _write(tree / "etc/apt/sources.list", _sources(*mirrors))
    _write(
        tree / "etc/apt/apt.conf.d/00lab", 'Acquire::Languages "none";\nAcquire::Check-Valid-Until "false";\n'
    )
    _write(tree / "etc/dpkg/dpkg.cfg.d/lab", "force-unsafe-io\n")
    _write(tree / "etc/sudoers.d/ops", "ops ALL=(ALL:ALL) NOPASSWD: ALL\n", 0o440)
    _write(tree / "etc/sudoers.d/opspw", "opspw ALL=(ALL:ALL) ALL\n", 0o440)
    shutil.copyfile("/etc/resolv.conf", tree / "etc/resolv.conf")


def _sources(main: str, security: str) -> str:
    suites = (f"{main} {SUITE}", f"{main} {SUITE}-updates", f"{security} {SUITE}-security")
    return "".join(f"deb {suite} main\n" for suite in suites)


def _settle(tree: Path, mirrors: tuple[str, str]) -> None:
    """Take out what belongs to the building of the tree."""
    # The relay speaks http to the hosts and the scheme of this machine's sources to the mirrors.
    main, security = (uri.replace("https://", "http://", 1) for uri in mirrors)
    _write(tree / "etc/apt/sources.list", _sources(main, security))
    proxy = f'Acquire::http::Proxy "http://127.0.0.1:{RELAY_PORT}";\n'
    with (tree / "etc/apt/apt.conf.d/00lab").open("a") as file:
        file.write("// The relay of `pushcfg lab up --packages`; without it there is no way out.\n" + proxy)
    _write(tree / "etc/resolv.conf", "# A lab host has no name server.\n")
    _write(tree / "etc/machine-id", "")
    (tree / "var/log/bootstrap.log").unlink(missing_ok=True)


def _write(file: Path, text: str, mode: int = 0o644) -> None:
    file.unlink(missing_ok=True)
    file.write_text(text)
    file.chmod(mode)


def _run(argv: list[str], what: str, report: Report) -> None:
    """Run a step of the build in namespaces of its own, and report the packages that it speaks of."""
    own = ["unshare", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child"]
    lines: list[str] = []
    with subprocess.Popen(
        [*own, *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=ENVIRONMENT,
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if line.startswith("I: "):
                report(f"{what}: {line[3:].strip().rstrip('.')}")
    if process.returncode != 0:
        tail = "".join(lines[-15:]).strip()
        raise LabError(
            f"building the base root failed: {argv[0]} ended with {process.returncode}\n{tail}",
            hint="check that this machine reaches its package mirror, then try again",
        )
