"""`make demo`: the script that it runs ends well, says why where it cannot, and leaves no host behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pushcfg.lab import state

ROOT = Path(__file__).parent.parent
LAB = f"t{os.getpid()}-demo"
ROOT_ONLY = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a lab takes root on Linux")


@pytest.fixture
def environment(tmp_path):
    """A pushcfg on PATH that is this one."""
    program = tmp_path / "pushcfg"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pushcfg "$@"\n')
    program.chmod(0o755)
    tmp_path.chmod(0o755)
    return {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "DEMO_LAB": LAB}


@ROOT_ONLY
@pytest.mark.timeout(500)
def test_the_demo(environment):
    done = subprocess.run(["tests/demo.sh"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=480)
    assert 0 == done.returncode, done.stdout[-5000:] + done.stderr
    codes = [line for line in done.stdout.splitlines() if line.startswith("(exit code ")]
    assert [f"(exit code {code})" for code in (0, 3, 0, 0, 0, 3, 3, 0, 0)] == codes
    assert state.of(LAB) is None


@ROOT_ONLY
def test_interrupted_it_takes_its_hosts_down(environment):
    with subprocess.Popen(["tests/demo.sh"], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, start_new_session=True) as demo:  # fmt: skip
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith("PLAY "):
                break
        start = time.monotonic()
        os.killpg(demo.pid, signal.SIGINT)
        told = demo.stdout.read()
    assert 130 == demo.returncode, told
    assert time.monotonic() - start < 20
    assert state.of(LAB) is None


@ROOT_ONLY
def test_it_fails_loudly_where_something_is_not_as_expected(environment, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(ROOT / "playbooks", project / "playbooks")
    (project / "tests").mkdir()
    (project / "tests/demo.sh").write_bytes((ROOT / "tests/demo.sh").read_bytes())
    (project / "tests/demo.sh").chmod(0o755)
    done = subprocess.run(["tests/demo.sh"], cwd=project, env=environment, capture_output=True, text=True, timeout=120)
    assert 1 == done.returncode
    assert "The demo has failed: exit code 2 where 3 was expected, of: pushcfg run " in done.stderr
    assert "there is no environment 'dev'" in done.stdout
    assert state.of(LAB) is None


@ROOT_ONLY
def test_without_root_it_says_what_to_do(environment):
    argv = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-s"]
    text = (ROOT / "tests/demo.sh").read_text()
    done = subprocess.run(argv, input=text, cwd="/", env=environment, capture_output=True, text=True, timeout=30)
    assert (1, True) == (done.returncode, "try sudo make demo" in done.stderr), done.stderr
