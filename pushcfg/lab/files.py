"""The files of a lab that people and programs use: keys, known_hosts and an inventory."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from pushcfg.lab.state import Host, Record


def write(state: Path, record: Record) -> None:
    """Write all of them to the lab's state directory."""
    for name in ("id", "host_key"):
        subprocess.run(
            [
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                f"lab {record.name}",
                "-f",
                str(state / name),
            ],
            check=True,
            stdin=subprocess.DEVNULL,
        )
    public = " ".join((state / "host_key.pub").read_text().split()[:2])
    known = (f"[{host.address}]:{host.port} {public}\n" for host in record.hosts)
    (state / "known_hosts").write_text("".join(known))
    (state / "inventory.yml").write_text(inventory(state, record))
    record.save(state)


def inventory(state: Path, record: Record) -> str:
    """An inventory in Ansible's YAML with all hosts in the group `lab`."""
    options = f"-o UserKnownHostsFile={state / 'known_hosts'} -o StrictHostKeyChecking=yes"
    variables = {
        "ansible_user": record.user,
        "ansible_ssh_private_key_file": str(state / "id"),
        "ansible_ssh_common_args": options,
    }
    if record.user == "opspw":
        variables["ansible_become_password"] = "lab"  # the same for every lab, and said in its help  # noqa: S105
    lines = [
        f"# The lab '{record.name}'; gone with `pushcfg lab down --name {record.name}`.",
        "lab:",
        "  vars:",
    ]
    # Text in JSON's quotes is text in YAML's.
    lines += [f"    {name}: {json.dumps(value)}" for name, value in variables.items()]
    lines += ["  hosts:"]
    for host in record.hosts:
        lines += [
            f"    {host.name}:",
            f"      ansible_host: {host.address}",
            f"      ansible_port: {host.port}",
        ]
    return "\n".join(lines) + "\n"


def ssh(state: Path, host: Host, user: str, command: list[str]) -> list[str]:
    """The ssh command that logs in to a host, whatever the configuration of ssh on this machine says."""
    options = {
        "UserKnownHostsFile": state / "known_hosts",
        "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "yes",
        "IdentitiesOnly": "yes",
        "IdentityFile": state / "id",
    }
    words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    return ["ssh", "-F", "none", *words, "-p", str(host.port), "-l", user, host.address, *command]
