"""README.md: what it shows is what happens, on real hosts."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pushcfg.lab import Lab

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
LAB = "readme"
RUN = re.compile(r"^<!-- run:(?P<options>[^>]*?) *-->\n```console\n(?P<output>.*?)```$", re.MULTILINE | re.DOTALL)
# How a run ends that has these options, in the order of the README.
CODES = (3, 0, 0, 3)


def test_the_example_is_a_playbook_that_is_there():
    shown = README.partition("<!-- example -->\n```yaml\n")[2].partition("```")[0]
    assert (ROOT / "playbooks" / "example.yml").read_text() == shown


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """The two hosts of the README, under another name."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab takes root on Linux")
    with Lab.up(LAB, 2) as up:
        yield up


def test_the_example_does_what_is_shown(lab):
    shown = [(match["options"].split(), match["output"]) for match in RUN.finditer(README)]
    assert len(CODES) == len(shown)
    for code, (options, output) in zip(CODES, shown, strict=True):
        if output is shown[-1][1]:
            assert 0 == lab.run(f"{LAB}1", ["sysctl", "--write", "vm.swappiness=60"]).returncode
        command, _, told = output.partition("\n")
        assert ["$", "pushcfg", "run", "-i", "$lab", "playbooks/example.yml", *options] == command.split()
        assert (code, as_lines(told)) == run(lab, options)


def run(lab: Lab, options: list[str]) -> tuple[int, list[str]]:
    """What the example does now, with the host names of the README."""
    words = [re.sub(r"^lab(\d)$", LAB + r"\1", option) for option in options]
    argv = [sys.executable, "-m", "pushcfg", "run", "-i", str(lab.inventory), "playbooks/example.yml", *words]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "" == done.stderr
    return done.returncode, as_lines(done.stdout.replace(f"{LAB}1", "lab1").replace(f"{LAB}2", "lab2"))


def as_lines(text: str) -> list[str]:
    """The lines without the time it took, in an order that does not depend on which host was faster."""
    return sorted(re.sub(r"in [\d.]+ s$", "in 0 s", line) for line in text.strip().splitlines())


@pytest.mark.parametrize("command", ["explain db1.example.com log_max_size --env production", "env diff dev staging database"])
def test_what_it_shows_of_variables(command):
    shown = README.partition(f"$ pushcfg {command}\n")[2]
    lines = list(itertools.takewhile(lambda line: line[:1] not in "$`" and line != "  ...", shown.splitlines()))
    done = subprocess.run([sys.executable, "-m", "pushcfg", *command.split()], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          check=False)
    assert lines
    assert lines == done.stdout.splitlines()[: len(lines)]
