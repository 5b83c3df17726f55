"""Several playbooks on one command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COPY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - copy: {{dest: {dest}, content: x}}
    - fail: {{msg: on purpose}}
      when: {fails}
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`pushcfg run` in a folder, on this machine."""
    return subprocess.run([sys.executable, "-m", "pushcfg", "run", "-i", "localhost,", *words], cwd=folder, capture_output=True, text=True,
                          timeout=60, check=False)


def write(folder: Path, name: str, fails: str = "false") -> str:
    """A playbook that writes a file of its name."""
    (folder / f"{name}.yml").write_text(COPY.format(dest=folder / name, fails=fails))
    return f"{name}.yml"


def test_a_check_goes_through_all_of_them(tmp_path: Path) -> None:
    names = [write(tmp_path, name) for name in ("one", "two")]
    done = run(tmp_path, *names, "-C")
    assert (3, 2) == (done.returncode, done.stdout.count("would change localhost"))
    assert 0 == run(tmp_path, *names).returncode
    assert 0 == run(tmp_path, *names, "-C").returncode
    (tmp_path / "one").write_text("other")
    assert 3 == run(tmp_path, *names, "-C").returncode


def test_after_a_failure_the_next_does_not_run(tmp_path: Path) -> None:
    names = [write(tmp_path, "one", "true"), write(tmp_path, "two")]
    assert 4 == run(tmp_path, *names).returncode
    assert (True, False) == ((tmp_path / "one").exists(), (tmp_path / "two").exists())
