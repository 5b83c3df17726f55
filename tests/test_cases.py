"""Every module does what tests/cases/<module>/<case>.yml says, on this Python and on the oldest."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cases.fake_host import FakeReader
from cases.play_case import play

from modules.core.reader import Reader

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "tests" / "cases").glob("*/*.yml"))
# What Reader makes of its other methods, or of what the controller sent: nothing of the host.
DERIVED = {"pending", "text", "fetch", "me", "records"}


def load(file):
    return yaml.safe_load(file.read_text())


def name(file):
    return f"{file.parent.name}/{file.stem}"


def oldest_python():
    """A Python 3.6 on PATH or in pyenv, else the oldest that can be found."""
    found = {}
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(":")]
    candidates = [path for folder in folders for path in folder.glob("python3.*")]
    candidates += Path("~/.pyenv/versions").expanduser().glob("*/bin/python3.*")
    for candidate in candidates:
        minor = re.fullmatch(r"python3\.(\d+)", candidate.name)
        if minor and "shims" not in candidate.parts and os.access(candidate, os.X_OK):
            found.setdefault(int(minor[1]), str(candidate))
    return found[min(found)] if found else shutil.which("python3")


@pytest.mark.parametrize("file", FILES, ids=name)
def test_case(file):
    play(file.parent.name, load(file))


def test_cases_under_the_oldest_python():
    cases = [[name(file), file.parent.name, load(file)] for file in FILES]
    done = subprocess.run(
        [oldest_python() or sys.executable, "-B", "-c", "from cases.play_case import main; main()"],
        input=json.dumps(cases), capture_output=True, text=True, check=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    assert json.loads(done.stdout) == {}


def test_every_case_says_what_it_shows():
    assert [name(file) for file in FILES if not load(file).get("description")] == []


def test_fake_host_leaves_nothing_to_the_real_one():
    public = {key for key in vars(Reader) if not key.startswith("_")}
    assert public - set(vars(FakeReader)) == DERIVED
