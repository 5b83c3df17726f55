"""pushcfg as an operator runs it: as a process of its own, with files, on hosts of a lab."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from pushcfg.lab import Host, Lab

PUSHCFG = (sys.executable, "-m", "pushcfg")
# What no run may need; a run that hangs is a failure.
LIMIT = 120.0
Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Done:
    """What came of a run."""

    code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def text(self) -> str:
        """All that it printed."""
        return self.stdout + self.stderr

    @property
    def events(self) -> Events:
        """What --json has printed."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    def ends(self, *statuses: str, host: str | None = None) -> Events:
        """The ends of tasks, without the gathering of facts; only those with one of these statuses, if given."""
        return [event for event in self.events
                if event["event"] == "task_ended" and event["module"] != "setup"
                and host in (None, event["host"]) and (not statuses or event["status"] in statuses)]  # fmt: skip

    def changes(self, host: str | Host, module: str) -> dict[str, tuple[object, object]]:
        """What the task of a module has changed on a host: attribute to before and after."""
        name = host if isinstance(host, str) else host.name
        return {change["attribute"]: (change["before"], change["after"])
                for event in self.ends(host=name) if event["module"] == module for change in event["changes"]}

    def told(self, host: str | Host) -> list[tuple[str, str]]:
        """(task, status) of a host, in the order of the events."""
        name = host if isinstance(host, str) else host.name
        return [(event["task"], event["status"]) for event in self.ends(host=name)]


class Operator:
    """Writes playbooks and inventories to a folder, and runs pushcfg there on the hosts of a lab."""

    def __init__(self, folder: Path, lab: Lab) -> None:
        self.folder = folder
        self.lab = lab

    def write(self, name: str, text: str) -> Path:
        """A file in the folder."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
        return file

    def words(self, playbook: str | Path, *words: str, variables: str = "", json: bool = True) -> list[str]:
        """The command line: a playbook or its text, `variables` for the group `lab` in YAML's flow style."""
        file = playbook if isinstance(playbook, Path) else self.write("site.yml", playbook)
        own = self.write("own.yml", f"lab: {{vars: {{{variables}}}}}\n")
        inventories = ["-i", str(self.lab.inventory), "-i", str(own)]
        return [*PUSHCFG, "run", *inventories, str(file), *(["--json"] if json else []), *words]

    def run(self, playbook: str | Path, *words: str, code: int, variables: str = "", json: bool = True) -> Done:
        """Run to the end, which must be with this exit code and without a traceback."""
        done = finish(self.words(playbook, *words, variables=variables, json=json), self.folder)
        assert code == done.code, done.text
        assert "Traceback" not in done.text
        return done

    def start(self, playbook: str, *words: str, variables: str = "", json: bool = False) -> subprocess.Popen[str]:
        """Start a run, to interrupt it."""
        return subprocess.Popen(
            self.words(playbook, *words, variables=variables, json=json), cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


def finish(argv: Sequence[str], folder: Path, **settings: str) -> Done:
    """Run a command to its end."""
    start = time.monotonic()
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=LIMIT,
                          stdin=subprocess.DEVNULL, env={**os.environ, **settings})  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - start)


def on_terminal(argv: Sequence[str], folder: Path, answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Run a command on a terminal of its own, and type each answer when its question is there."""
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.chdir(folder)
            os.execv(argv[0], argv)
        finally:
            os._exit(127)
    said, left = "", list(answers)
    end = time.monotonic() + LIMIT
    try:
        while True:
            if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
                os.kill(child, signal.SIGKILL)
                raise AssertionError(f"still running: {said}")
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            said += data.decode(errors="replace")
            if left and left[0][0] in said:
                os.write(terminal, left.pop(0)[1].encode() + b"\n")
    finally:
        _, status = os.waitpid(child, 0)
        os.close(terminal)
    return os.waitstatus_to_exitcode(status), said


def processes(lab: Lab, host: Host) -> list[str]:
    """The command lines of what runs in a host, without what shows them and without the lab's own door."""
    lines = lab.run(host, ["ps", "-eo", "args", "--no-headers"]).stdout.splitlines()
    return [line for line in lines if line != "ps -eo args --no-headers" and "/run/lab/door.py" not in line]


def quiet(lab: Lab, host: Host, seconds: float) -> list[str]:
    """What still runs in a host after at most this time, once logins have ended."""
    end = time.monotonic() + seconds
    while (left := processes(lab, host)) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def upper(host: Host) -> dict[str, tuple[object, ...]]:
    """What was changed in a host: path to type and mode, owner, group, and content, target or device."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(host.upper.rglob("*")):
        status = path.lstat()
        content: object = status.st_rdev
        if stat.S_ISREG(status.st_mode):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        elif stat.S_ISLNK(status.st_mode):
            content = os.readlink(path)
        found[str(path.relative_to(host.upper))] = (oct(status.st_mode), status.st_uid, status.st_gid, content)
    return found
