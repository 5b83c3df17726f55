"""A signal before a run has begun ends it with 130 and a word, wherever it comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PLAYBOOK = """
- hosts: all
  gather_facts: false
  vars: {slow: "{{ lookup('pipe', 'echo here > TOLD; sleep 60') }}"}
  tasks: [{command: "echo {{ slow }}"}]
"""
SCRIPT = """#!/bin/sh
test "$1" = --list && test -n "$SLOW" && { echo here > "$TOLD"; sleep 60; }
echo '{"all": {"hosts": ["web1"]}}'
"""
pytestmark = pytest.mark.timeout(60)

NUMBERS = [signal.SIGINT, signal.SIGTERM]
# Modules whose import is told when it ends: of the command line, of reading, of the engine, of ssh.
POINTS = ["click.core", "yaml", "pushcfg.inventory", "jinja2.environment", "pushcfg.engine.run"]


def start(folder: Path, *, slow: bool = False, imports: bool = False) -> subprocess.Popen[bytes]:
    """Start a run that tells of its imports on stderr, or that waits in its inventory, or else in a lookup."""
    told = folder / "told"
    os.mkfifo(told)
    (folder / "site.yml").write_text(PLAYBOOK.replace("TOLD", str(told)))
    script = folder / "hosts"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    settings = {**os.environ, "SLOW": "1" if slow else "", "TOLD": str(told)}
    options = ["-X", "importtime"] if imports else []
    words = [sys.executable, *options, "-m", "pushcfg", "run", "-i", str(script), str(folder / "site.yml")]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=settings)


def ended(run: subprocess.Popen[bytes], number: signal.Signals) -> tuple[str, str]:
    """Send the signal, and return stdout and the last line of stderr; the exit code must be 130."""
    run.send_signal(number)
    stdout, stderr = run.communicate(timeout=30)
    assert 130 == run.returncode, stdout + stderr
    assert b"Traceback" not in stdout + stderr
    return stdout.decode(), stderr.decode().rpartition("\n")[0].rpartition("\n")[2]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("point", POINTS)
def test_while_it_is_imported(tmp_path: Path, number: signal.Signals, point: str) -> None:
    with start(tmp_path, imports=True) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if line.decode().rpartition("|")[2].strip() == point:
                break
        else:
            pytest.fail(f"{point} was not imported")
        assert "interrupted" in "".join(ended(run, number))


@pytest.mark.parametrize("number", NUMBERS)
def test_while_the_inventory_is_read(tmp_path: Path, number: signal.Signals) -> None:
    with start(tmp_path, slow=True) as run:
        (tmp_path / "told").read_text()
        assert ("", "interrupted") == ended(run, number)


@pytest.mark.parametrize("number", NUMBERS)
def test_while_a_lookup_is_at_work(tmp_path: Path, number: signal.Signals) -> None:
    with start(tmp_path) as run:
        (tmp_path / "told").read_text()
        assert "\ninterrupted; nothing was in flight\n" in ended(run, number)[0]


def test_within_an_exec_of_text(tmp_path: Path) -> None:
    # As dataclasses and named tuples do while they are imported: `python -m` remembers such an interrupt to its end.
    program = """
import sys, types
sys.modules["pushcfg.cli"] = cli = types.ModuleType("pushcfg.cli")
cli.main = lambda: exec("raise KeyboardInterrupt")
from pushcfg.__main__ import main
main()
"""
    (tmp_path / "trial.py").write_text(program)
    words = [sys.executable, "-m", "trial"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert (130, "interrupted\n") == (run.returncode, run.stderr)
