"""command and shell do and register what Ansible's module does, with real processes."""

import os
import re

import pytest
from both import ansible, ours

TIMES = ("start", "end", "delta")
COMMANDS = [
    {"cmd": "echo hi"}, {"cmd": "echo 'a  b' \"c\" d\\ e"}, {"argv": ["echo", 1, "$HOME", "~", "a b"]},
    {"cmd": "echo $HOME ${HOME}x $NOPE_X ~ ~root/x '~' x~ ~nobody_at_all"}, {"cmd": "cat", "stdin": "abc"},
    {"cmd": "echo $HOME ~", "expand_argument_vars": False}, {"cmd": "cat", "stdin": "abc", "stdin_add_newline": False},
    {"cmd": "cat", "stdin": "abc", "strip_empty_ends": False}, {"cmd": "printf 'a\\n\\r\\n\\n'"}, {"cmd": "false"},
    {"cmd": "sh -c 'echo out; echo err >&2; exit 3'"}, {"cmd": "sh -c 'kill -9 $$'"}, {"cmd": "cat"},
    {"cmd": "ls", "chdir": "there"}, {"cmd": "echo x", "creates": "there/*"}, {"cmd": "echo x", "creates": "nope*"},
    {"cmd": "echo x", "removes": "nope"}, {"cmd": "echo x", "removes": "there"}, {"cmd": "./run", "chdir": "there"},
    {"cmd": "echo x", "chdir": "there", "creates": "fi*"}, {"cmd": "printf 'a\\vb\\nc\\n'"}, {"cmd": "echo é"},
]
SHELL = [
    {"cmd": "echo $HOME | tr a-z A-Z; exit 2"}, {"cmd": "echo $0", "executable": "/bin/bash"},
    {"cmd": "cat <<X\na\nX\n"}, {"cmd": "cat", "stdin": "é"}, {"cmd": "echo 'abc"},
    {"cmd": "ls *", "chdir": "there"}, {"cmd": "x", "creates": "there"},
]
STARTS = [{"cmd": "no_such_program_x y"}, {"cmd": "/etc"}, {"argv": ["./there/file"]}]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").write_text("x")
    (tmp_path / "there" / "run").write_text("#!/bin/sh\necho ran in $(basename $PWD)\n")
    (tmp_path / "there" / "run").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    # The modules of Ansible change to chdir and stay there.
    yield tmp_path
    os.chdir(tmp_path)


def registered(result):
    """What both tell; times are compared by their shape."""
    seen = {key: value for key, value in result.items() if key not in ("invocation", "failed", "exception", "warnings")}
    for key in TIMES:
        seen[key] = None if seen.get(key) is None else re.sub(r"\d", "9", seen[key])
    return seen


def theirs(args, shell):
    told = ansible("command", dict(args, _uses_shell=shell))
    # The controller adds these.
    return dict(told, stdout_lines=told["stdout"].splitlines(), stderr_lines=told["stderr"].splitlines())


@pytest.mark.parametrize("args", COMMANDS, ids=str)
def test_command(place, args):
    expected = theirs(args, False)
    os.chdir(place)
    outcome = ours("command", args)
    # converge itself tells whether something changed.
    changed = outcome["result"].pop("changed", outcome["status"] == "changed")
    assert registered(expected) == registered(dict(outcome["result"], changed=changed))
    assert bool(expected.get("failed")) == (outcome["status"] == "failed")


@pytest.mark.parametrize("args", SHELL, ids=str)
def test_shell(place, args):
    expected = theirs(args, True)
    os.chdir(place)
    outcome = ours("shell", args)
    changed = outcome["result"].pop("changed", outcome["status"] == "changed")
    assert registered(expected) == registered(dict(outcome["result"], changed=changed))
    assert bool(expected.get("failed")) == (outcome["status"] == "failed")


@pytest.mark.parametrize("args", STARTS, ids=str)
def test_what_cannot_be_started(place, args):
    expected = ansible("command", args)
    outcome = ours("command", args)
    assert "failed" == outcome["status"]
    told = outcome["result"]
    assert (expected["rc"], expected["stdout"], expected["msg"]) == (told["rc"], told["stdout"], told["msg"])
