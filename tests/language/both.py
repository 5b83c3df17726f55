"""Runs the playbooks of this folder with Ansible and with pushcfg, and reads what each of them has told and written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PLAYBOOKS = HERE / "playbooks"
GIVEN = ("-i", str(HERE / "inventory" / "hosts.yml"))
# Exit codes of Ansible, and of pushcfg for the same ends. Ansible gives 4 for what it cannot read, too.
CODES = {0: 0, 2: 4, 4: 5}


@dataclass(frozen=True)
class Ran:
    """One playbook run by one program.

    `ends` maps each host to its [task, item, status] in order; `said` maps each host to what its tasks called `out`
    said; `files` are those written to the folder `out`, by name.
    """

    code: int
    output: str
    ends: dict[str, list[list[str | None]]]
    said: dict[str, list[str]]
    files: dict[str, str]


def options(playbook: Path) -> list[str]:
    """The options in the first line of a playbook: `# options: --check`."""
    first = playbook.read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("# options:").split() if first.startswith("# options:") else []


def run_all(
    program: str, names: list[str], folder: Path, playbooks: Path = PLAYBOOKS, given: Sequence[str] = GIVEN
) -> dict[str, Ran]:
    """What a program makes of these playbooks, with the options that are given to all."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    if program == "ansible":
        environment.update(of_ansible(folder / "home"))
    jobs = [job(program, playbooks / f"{name}.yml", folder, given) for name in names]
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs), encoding="utf-8")
    command = [sys.executable, str(HERE / "many.py"), program, str(listed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=800, check=False)
    assert done.returncode == 0, done.stderr
    codes = json.loads(done.stdout)
    return {name: read(program, name, codes[name], folder) for name in names}


def of_ansible(home: Path) -> dict[str, str]:
    """The settings that keep Ansible to itself."""
    home.mkdir(parents=True)
    (home / "ansible.cfg").touch()
    return {
        "ANSIBLE_CONFIG": str(home / "ansible.cfg"), "ANSIBLE_HOME": str(home),
        "ANSIBLE_LOCAL_TEMP": str(home / "local"), "ANSIBLE_REMOTE_TEMP": str(home / "remote"),
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"), "ANSIBLE_STDOUT_CALLBACK": "record",
        "ANSIBLE_PIPELINING": "1", "ANSIBLE_LOCALHOST_WARNING": "0", "LC_ALL": "C.UTF-8",
        # These are always on here.
        "ANSIBLE_JINJA2_EXTENSIONS": "jinja2.ext.do,jinja2.ext.loopcontrols",
    }  # fmt: skip


def job(program: str, playbook: Path, folder: Path, given: Sequence[str]) -> dict[str, object]:
    """How one playbook is run."""
    own = folder / playbook.stem
    out = own / "out"
    out.mkdir(parents=True)
    args = [*given, "-e", f"out={out}", *options(playbook), str(playbook)]
    return {
        "name": playbook.stem,
        "args": args if program == "ansible" else ["run", "--json", *args],
        "environment": {"RECORD": str(own / "record"), "FROM_OUTSIDE": "from outside"},
        "output": str(own / "output"),
        "folder": str(playbook.parent),
    }


def read(program: str, name: str, code: int, folder: Path) -> Ran:
    """What a run has left behind."""
    own = folder / name
    output = (own / "output").read_text(encoding="utf-8", errors="replace")
    told = own / ("record" if program == "ansible" else "output")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    records = [json.loads(line) for line in lines if line.startswith("{")]
    found = records if program == "ansible" else [ended for ended in map(as_record, records) if ended]
    ends: dict[str, list[list[str | None]]] = {}
    said: dict[str, list[str]] = {}
    for record in found:
        task = record["task"].rpartition("ansible.builtin.")[2]
        ends.setdefault(record["host"], []).append([task, record["item"], record["status"]])
        if "said" in record:
            said.setdefault(record["host"], []).append(str(record["said"]))
    files = {str(path.relative_to(own / "out")): path.read_text(encoding="utf-8")
             for path in sorted((own / "out").rglob("*")) if path.is_file()}  # fmt: skip
    return Ran(CODES.get(code, code) if program == "ansible" else code, output, ends, said, files)


def as_record(event: dict[str, Any]) -> dict[str, Any] | None:
    """An event of pushcfg as the callback of Ansible records it; None for what Ansible does not tell."""
    if event["event"] != "task_ended" or event["module"] == "meta" or event["status"] == "blocked":
        return None
    status = "ignored" if event["ignored"] else event["status"]
    told = {"host": event["host"], "task": event["task"], "status": status, "item": event["item"]}
    return {**told, "said": (event["result"] or {}).get("msg")} if is_out(event["task"]) and status == "ok" else told


def is_out(task: str) -> bool:
    """Whether a task, of a role or not, is one whose words are compared."""
    return task.rpartition(" : ")[2] == "out"
