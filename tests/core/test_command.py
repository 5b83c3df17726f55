"""What real commands may do: say a lot, say what is no text, leave something behind, never end."""

import datetime
import json
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.command import Command
from modules.core.converge import converge
from modules.core.expand import expand
from modules.core.moment import duration, moment
from modules.core.shared import Shared
from modules.core.writer import Writer
from modules.shell import Shell


def run(cls, env=None, timeout=None, **values):
    return converge(cls(values), Writer(Shared(), "task", env, timeout))


def test_ten_megabytes():
    outcome = run(Shell, cmd="head -c 10000000 /dev/zero | tr '\\0' x")
    assert ("changed", 10000000) == (outcome["status"], len(outcome["result"]["stdout"]))


def test_ten_megabytes_in_and_out():
    outcome = run(Command, cmd="cat", stdin="x" * 10000000, stdin_add_newline=False)
    assert 10000000 == len(outcome["result"]["stdout"])


def test_output_that_is_no_utf8_survives_the_way_to_the_controller():
    outcome = json.loads(json.dumps(run(Shell, cmd="printf 'a\\377b'")))
    assert b"a\xffb" == outcome["result"]["stdout"].encode("utf-8", "surrogateescape")


def test_daemon_is_left_behind_and_not_waited_for(tmp_path):
    start = time.time()
    outcome = run(Shell, cmd=f"sleep 60 & echo $! > {tmp_path}/pid; echo started")
    assert ("changed", "started") == (outcome["status"], outcome["result"]["stdout"])
    assert time.time() - start < 5
    process = int((tmp_path / "pid").read_text())
    os.kill(process, 0)
    os.kill(process, 9)


def test_nothing_to_read():
    assert "" == run(Command, cmd="cat")["result"]["stdout"]


def test_time_runs_out():
    outcome = run(Command, cmd="sleep 60", timeout=0.3)
    assert ("failed", 124) == (outcome["status"], outcome["result"]["rc"])
    assert "did not end within" in outcome["message"]


def test_environment_is_the_sessions_and_the_tasks(monkeypatch):
    monkeypatch.setenv("FROM_SESSION", "a b")
    monkeypatch.setenv("LC_ALL", "xx_XX")
    outcome = run(Command, {"FROM_TASK": "é", "HOME": "/somewhere"}, argv=["sh", "-c", "env"])
    seen = dict(line.split("=", 1) for line in outcome["result"]["stdout_lines"])
    wanted = {"FROM_SESSION": "a b", "FROM_TASK": "é", "HOME": "/somewhere", "LC_ALL": "xx_XX"}
    assert wanted == {name: seen[name] for name in wanted}


def test_tasks_environment_counts_where_words_are_expanded():
    outcome = run(Command, {"NAME": "web", "HOME": "/somewhere"}, cmd="echo $NAME ~/x")
    assert "web /somewhere/x" == outcome["result"]["stdout"]


def test_path_of_the_task_finds_the_program(tmp_path):
    (tmp_path / "mine").write_text("#!/bin/sh\necho found\n")
    (tmp_path / "mine").chmod(0o755)
    assert "found" == run(Command, {"PATH": f"{tmp_path}:/usr/bin:/bin"}, cmd="mine")["result"]["stdout"]


def test_unusual_folder(tmp_path):
    folder = tmp_path / "grün and wide"
    folder.mkdir()
    assert str(folder) == run(Command, cmd="pwd", chdir=str(folder))["result"]["stdout"]


def test_zero_byte_in_an_argument():
    outcome = run(Command, argv=["echo", "a\0b"])
    assert ("failed", "cannot start echo: embedded null byte") == (outcome["status"], outcome["message"])


@given(st.floats(min_value=0, max_value=4e9))
def test_moment(seconds):
    seconds = round(seconds, 6)
    assert str(datetime.datetime.fromtimestamp(seconds)) == moment(seconds)


@given(st.floats(min_value=0, max_value=1e7))
def test_duration(seconds):
    seconds = round(seconds, 6)
    assert str(datetime.timedelta(seconds=seconds)) == duration(seconds)


@pytest.mark.parametrize("word", [
    "$A", "${A}x", "$AB", "${}", "$", "$$A", "a$A$B", "${A", "~", "~/x", "~root", "~root/x", "~nobody_at_all/x", "x~",
    "$T", "$A/~", "~$A", "é$A", "$é", "",
])
def test_expand_as_python_does(word, monkeypatch):
    settings = {"A": "a b", "B": "$A", "T": "~/t", "HOME": "/home/me/"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    folders = {"root": "/root", None: "/home/me"}
    expected = os.path.expanduser(os.path.expandvars(word))
    environment = {name: value for name, value in os.environ.items() if name != "AB"}
    assert expected == expand(word, environment, folders.get)
