"""A playbook that asks who sits at the terminal, and one that finds nobody there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hosts.operating import on_terminal

TEXT = """
- hosts: here
  gather_facts: false
  tasks:
    - {name: ask, pause: {prompt: "which release", echo: %s}, register: asked}
    - {name: said, copy: {content: "{{ asked.user_input }}", dest: "{{ out }}"}}
"""


@pytest.fixture
def words(tmp_path: Path) -> Sequence[str]:
    """The command that runs the playbook on this machine."""
    (tmp_path / "hosts.yml").write_text("all: {hosts: {here: {ansible_connection: local}}}\n")
    return (sys.executable, "-m", "pushcfg", "run", "-i", "hosts.yml", "site.yml", "-e", f"out={tmp_path / 'said'}")


@pytest.mark.parametrize("echo", ["true", "false"])
def test_what_is_typed_is_the_answer(tmp_path: Path, words: Sequence[str], echo: str) -> None:
    (tmp_path / "site.yml").write_text(TEXT % echo)
    code, told = on_terminal(words, tmp_path, [("which release", "12.5 of May")])
    assert (0, "12.5 of May") == (code, (tmp_path / "said").read_text()), told
    assert (echo == "true") == ("12.5 of May" in told)


def test_where_nobody_sits_nobody_is_waited_for(tmp_path: Path, words: Sequence[str]) -> None:
    (tmp_path / "site.yml").write_text(TEXT % "true")
    done = subprocess.run(words, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "NO_COLOR": "1"}, check=False)  # fmt: skip
    assert (0, "") == (done.returncode, (tmp_path / "said").read_text())
    assert "Not waiting for response to prompt as stdin is not interactive" in done.stdout + done.stderr
