"""`pushcfg exec`."""

from __future__ import annotations

import json

import pytest

EXEC = ("exec", "-i", "hosts.yml")


def test_a_command_says_its_code_and_what_it_printed(pushcfg) -> None:
    done = pushcfg(*EXEC, "web1", "command", "printf 'a\\n  b\\n'")
    assert (0, "web1  changed  rc=0\n    a\n      b\n") == (done.code, done.out)


def test_hosts_are_aligned_and_summed_up(pushcfg) -> None:
    done = pushcfg(*EXEC, "-f", "1", "all", "command", "true")
    lines = done.out.splitlines()
    assert ["db1   changed  rc=0", "web1  changed  rc=0", "web2  changed  rc=0", ""] == [*sorted(lines[:3]), lines[3]]
    assert lines[4].startswith("changed 3 tasks on 3 hosts, of 3 hosts in ")


def test_a_command_that_fails(pushcfg) -> None:
    done = pushcfg(*EXEC, "web1", "shell", "echo out; echo err >&2; exit 3")
    assert 4 == done.code
    assert ("web1  failed  non-zero return code: 3: err\n    out\n    stderr:\n        err\n") == done.out


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["command", "echo 'a  b'"], "a  b"),
        (["command", "echo", "a  b", "c"], "a  b c"),
        (["command", "echo", "it's", '"quoted"', ""], 'it\'s "quoted" '),
        (["command", "--", "echo", "-n", "-v"], "-v"),
        (["command", "echo", "--unknown"], "--unknown"),
        (["command", "chdir=/usr", "pwd"], "/usr"),
        (["command", "echo {{ inventory_hostname }}"], "web1"),
        (["shell", "echo one; echo two | tr a-z A-Z"], "one\n    TWO"),
        (["shell", "echo", "one", "|", "tr", "a-z", "A-Z"], "ONE"),
        (["shell", "printf", "%s.", "a b", "c"], "a b.c."),
        (["command", '{"argv": ["echo", "a  b"]}'], "a  b"),
        (["shell", "{ echo group; }"], "group"),
    ],
)
def test_text_of_commands(words, printed, pushcfg) -> None:
    assert f"web1  changed  rc=0\n    {printed}\n" == pushcfg(*EXEC, "web1", *words).out


def test_an_option_within_a_command_is_not_guessed_at(pushcfg) -> None:
    done = pushcfg(*EXEC, "web1", "command", "reboot", "-C")
    assert (2, "") == (done.code, done.out)
    assert "'-C' may be an option of pushcfg or a part of the command" in done.err


def test_options_behind_a_quoted_command(pushcfg) -> None:
    done = pushcfg("exec", "web1", "command", "echo never", "-i", "hosts.yml", "--check")
    assert (3, "web1  unknown  only an apply can tell\n") == (done.code, done.out)


def test_pairs(pushcfg, tmp_path) -> None:
    file = tmp_path / "file"
    done = pushcfg(*EXEC, "web1", "copy", "content=two words\\n", f"dest={file}", "mode=0640")
    assert (0, "two words\n", 0o640) == (done.code, file.read_text(), file.stat().st_mode & 0o777)
    assert "web1  changed  mode, state, content\n" == done.out
    again = pushcfg(*EXEC, "web1", "copy", "content='two words\\n'", f"dest={file} mode=0640")
    assert (0, "web1  ok\n") == (again.code, again.out)


def test_json_arguments(pushcfg, tmp_path) -> None:
    folder = tmp_path / "folder"
    done = pushcfg(*EXEC, "web1", "file", json.dumps({"path": str(folder), "state": "directory"}))
    assert (0, True) == (done.code, folder.is_dir())


def test_a_check_with_diff_changes_nothing(pushcfg, tmp_path) -> None:
    file = tmp_path / "file"
    done = pushcfg(*EXEC, "web1", "copy", "content=new", f"dest={file}", "-CD")
    assert (3, False) == (done.code, file.exists())
    assert done.out.startswith("web1  would change  state, content\n")
    assert "    +new\n" in done.out


def test_facts_are_printed_as_json(pushcfg) -> None:
    done = pushcfg(*EXEC, "web1", "setup", "filter=distribution*")
    first, _, rest = done.out.partition("\n")
    assert "web1  ok" == first
    facts = json.loads(rest)["ansible_facts"]
    assert "ansible_distribution" in facts
    assert [] == [name for name in facts if not name.startswith("ansible_distribution")]


def test_a_module_that_looks_prints_its_answer(pushcfg) -> None:
    done = pushcfg(*EXEC, "web1", "ping", "data=hello")
    assert 'web1  ok\n    {\n      "ping": "hello"\n    }\n' == done.out


def test_extra_variables(pushcfg) -> None:
    done = pushcfg(*EXEC, "web1", "debug", "msg={{ greeting }} {{ inventory_hostname }}", "-e", "greeting=hi")
    assert done.out.startswith("web1  ok  hi web1\n")


def test_json_events(pushcfg) -> None:
    done = pushcfg(*EXEC, "--json", "web", "command", "true")
    assert [("web1", "changed"), ("web2", "changed")] == sorted(done.ends("host", "status"))


def test_limit(pushcfg) -> None:
    assert [("web2",)] == pushcfg(*EXEC, "web", "ping", "--json", "-l", "web2").ends("host")


def test_a_lost_host(pushcfg) -> None:
    done = pushcfg("exec", "all", "ping", "-i", "hosts_lost.yml")
    assert 5 == done.code
    assert "here  ok\n" in done.out
    assert "\nlost  unreachable  " in "\n" + done.out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["all", "pingg"], "pushcfg has no module 'pingg'; did you mean 'ping'?"),
        (["all", "include_tasks"], "include_tasks stands for tasks of a playbook; use `pushcfg run`"),
        (["all", "ping", "dat=3"], "ping has no argument 'dat'; did you mean 'data'?"),
        (["all", "ping", "data"], "ping takes arguments as name=value, not 'data'; `pushcfg doc ping` lists them"),
        (["all", "ping", "data=1", "data=2"], "ping: the argument 'data' is given twice"),
        (["all", "file", "path=/x", "state=directry"],
         "file: argument state is directry, not one of: absent, directory, file, hard, link, touch; "
         "did you mean 'directory'?"),
        (["all", "file", "state=directory"], "file: argument is required: path"),
        (["all", "command"], "command: command needs a command"),
        (["wbe", "ping"], "no host or group matches 'wbe'; did you mean 'web'?"),
        (["web", "debug", "msg={{ nothing }}"], "task 'debug', msg: 'nothing' is undefined: {{ nothing }}"),
        (["web", "copy", "src=nothing", "dest=/x"], "there is no 'nothing' on the controller"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(args, message, pushcfg) -> None:
    done = pushcfg(*EXEC, *args)
    assert (2, "") == (done.code, done.out)
    assert message in done.err
    assert "exec:" not in done.err
