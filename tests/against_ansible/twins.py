"""Tasks that Ansible runs on one lab host and pushcfg on another: what is registered, and what the hosts have then."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pushcfg.lab import Lab

BIN = Path(sys.executable).parent
TOLD = "/root/told.json"
CFG = "[defaults]\nhost_key_checking = False\nretry_files_enabled = False\n[ssh_connection]\npipelining = True\n"


@dataclass(frozen=True)
class Twin:
    """What came of the tasks on one host: the registered results in order, and the wanted files."""

    told: list[dict[str, Any]]
    files: dict[str, str | None]


class Twins:
    """Two hosts of a lab, the first for pushcfg, the second for Ansible."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.folder = folder

    def playbook(self, tasks: list[dict[str, Any]]) -> Path:
        """A playbook of these tasks, each of which may fail, that leaves on the host what they have registered."""
        done = [{**task, "name": str(number), "register": f"told_{number}", "ignore_errors": True}
                for number, task in enumerate(tasks)]
        names = ", ".join(f"told_{number}" for number in range(len(tasks)))
        keep = {"name": "keep", "copy": {"dest": TOLD, "content": "{{ [" + names + "] | to_json }}"}}
        path = self.folder / "twins.yml"
        path.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": [*done, keep]}]))
        return path

    def run(self, words: list[str], host: int, fine: tuple[int, ...]) -> str:
        """Run a command for one of the hosts and return what it printed."""
        (self.folder / "ansible.cfg").write_text(CFG)
        done = subprocess.run(
            [*words, "-i", str(self.lab.inventory), "-l", self.lab.hosts[host].name], capture_output=True, text=True,
            timeout=300, cwd=self.folder, env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert done.returncode in fine, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def both(self, tasks: list[dict[str, Any]], files: list[str]) -> tuple[Twin, Twin]:
        """What came of the tasks under Ansible, and under pushcfg."""
        book = str(self.playbook(tasks))
        self.run([str(BIN / "ansible-playbook"), book], 1, (0,))
        self.run([sys.executable, "-m", "pushcfg", "run", book], 0, (0,))
        return self.twin(1, files), self.twin(0, files)

    def twin(self, host: int, files: list[str]) -> Twin:
        """What there is on a host."""
        told = json.loads(self.lab.run(self.lab.hosts[host], ["cat", TOLD]).stdout)
        return Twin(told, {path: self.content(host, path) for path in files})

    def content(self, host: int, path: str) -> str | None:
        """A file's text, a link's target, or None."""
        script = 'if [ -L "$1" ]; then readlink -f "$1"; elif [ -f "$1" ]; then cat "$1"; else exit 9; fi'
        done = self.lab.run(self.lab.hosts[host], ["sh", "-c", script, "-", path])
        return done.stdout if done.returncode == 0 else None
