"""A lab host as the control node: pushcfg and what it needs in /srv/pushcfg, and a way to all hosts over its loopback."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from hosts.archive import sh
from packaging.requirements import Requirement

from pushcfg.lab import Host, Lab

ROOT = Path(__file__).parents[2]
HOME = "/srv/pushcfg"
FIRST_PORT = 2301
PROGRAM = f'#!/bin/sh\nPYTHONPATH={HOME}/lib exec python3 -m pushcfg "$@"\n'


def needed(names: list[str]) -> set[str]:
    """The names of distributions that these need, with themselves."""
    found: set[str] = set()
    while names:
        name = Requirement(names.pop())
        if name.name.lower() in found:
            continue
        try:
            wanted = distribution(name.name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name.name.lower())
        for text in wanted:
            marker = Requirement(text).marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *name.extras}):
                names.append(text)
    return found


def program(target: tarfile.TarFile) -> None:
    """Put pushcfg and the libraries that it needs into lib/."""
    leave = lambda entry: None if "__pycache__" in entry.name else entry  # noqa: E731
    target.add(ROOT / "pushcfg", "lib/pushcfg", filter=leave)
    target.add(ROOT / "modules", "lib/pushcfg/modules", filter=leave)
    for name in sorted(needed([text for text in distribution("pushcfg").requires or [] if "extra ==" not in text])):
        for file in distribution(name).files or []:
            if file.parts[0] != ".." and "__pycache__" not in file.parts:
                target.add(str(file.locate()), f"lib/{file}")


def install(lab: Lab, host: Host, files: dict[str, str]) -> None:
    """Make a host the control node, with these files in its folder, and a user `pushcfg` who may log in to all hosts."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        program(tar)
        for name, text in {"bin/pushcfg": PROGRAM, **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(text.encode()), 0o755 if name.startswith("bin/") else 0o644
            tar.addfile(entry, io.BytesIO(text.encode()))
    unpack = f"mkdir -p {HOME}; tar -x --no-same-owner -C {HOME}"
    subprocess.run(lab.ssh(host, [unpack]), input=data.getvalue(), check=True, capture_output=True, timeout=120)
    key = (lab.state_dir / "id").read_text()
    sh(lab, host, f"""useradd -r -m -d /var/lib/pushcfg pushcfg; chown pushcfg: {HOME}
        install -d -m 700 -o pushcfg /var/lib/pushcfg/.ssh
        (umask 077; printf '%s' '{key}' > /var/lib/pushcfg/.ssh/id_ed25519)
        chown pushcfg: /var/lib/pushcfg/.ssh/id_ed25519""")
    known = lab.state_dir / "known_hosts"
    public = known.read_text().split("\n")[0].split(" ", 1)[1]
    lines = "".join(f"[127.0.0.1]:{FIRST_PORT + number} {public}\n" for number in range(len(lab.hosts)))
    sh(lab, host, f"printf '%s' '{lines}' > /var/lib/pushcfg/.ssh/known_hosts")


def inventory(lab: Lab) -> str:
    """The hosts of the lab as the control node reaches them."""
    lines = [f"    {host.name}: {{ansible_host: 127.0.0.1, ansible_port: {FIRST_PORT + number}, ansible_user: root}}\n"
             for number, host in enumerate(lab.hosts)]  # fmt: skip
    return "all:\n  hosts:\n" + "".join(lines)


@contextmanager
def reachable(lab: Lab, host: Host) -> Iterator[None]:
    """While this lasts, ports of the host's loopback lead to the doors of all hosts, through one login."""
    words = lab.ssh(host, ["echo there; exec sleep 1000"])
    ways = [word for number, other in enumerate(lab.hosts)
            for word in ("-R", f"127.0.0.1:{FIRST_PORT + number}:{other.address}:{other.port}")]  # fmt: skip
    argv = [words[0], "-o", "ExitOnForwardFailure=yes", *ways, *words[1:]]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=sys.stderr, text=True) as login:
        try:
            assert login.stdout is not None
            assert login.stdout.readline() == "there\n"
            yield
        finally:
            login.terminate()
