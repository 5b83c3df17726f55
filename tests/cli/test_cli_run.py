"""The options of `pushcfg run`."""

from __future__ import annotations

import json

import pytest

RUN = ("run", "-i", "hosts.yml")
# The fields of each event that --json prints; programs rely on them.
SCHEMA = {
    "run_started": {"event", "time", "playbook", "check", "hosts"},
    "play_started": {"event", "time", "play", "hosts", "tasks", "position"},
    "task_started": {"event", "time", "host", "task", "position"},
    "task_ended": {"event", "time", "host", "task", "module", "status", "message", "item", "changes", "commands",
                   "result", "ignored", "handler", "waits_for", "delegate", "traceback", "seconds", "position"},
    "host_lost": {"event", "time", "host", "message", "task"},
    "run_ended": {"event", "time", "hosts", "seconds", "check"},
}  # fmt: skip
SUMMARY = {"host", "ok", "changed", "skipped", "failed", "blocked", "unreachable", "unknown", "ignored", "rescued"}
TOLD = [["play", "play", "none"]]


def test_list_hosts(pushcfg) -> None:
    done = pushcfg(*RUN, "tagged.yml", "--list-hosts")
    assert 0 == done.code
    assert (
        "playbook: tagged.yml\n"
        "  play #1: web servers\n    hosts (2):\n      web1\n      web2\n"
        "  play #2: databases\n    hosts (1):\n      db1\n"
    ) == done.out


def test_list_tasks(pushcfg) -> None:
    done = pushcfg(*RUN, "tagged.yml", "--list-tasks", "--tags", "a,c")
    assert (
        "playbook: tagged.yml\n"
        "  play #1: web servers\n    tasks:\n      first  [a]\n      second  [a, b]\n      always  [always]\n"
        "      never  [c, never]\n"
        "  play #2: databases\n    tasks:\n"
    ) == done.out


def test_syntax_check(pushcfg) -> None:
    assert 0 == pushcfg(*RUN, "tagged.yml", "--syntax-check").code
    done = pushcfg(*RUN, "cycle.yml", "--syntax-check")
    assert (2, "") == (done.code, done.out)


@pytest.mark.parametrize(
    ("options", "tasks"),
    [
        ([], ["untagged", "first", "second", "always", "last"]),
        (["--tags", "a"], ["first", "second", "always"]),
        (["-t", "a", "-t", "b"], ["first", "second", "always", "last"]),
        (["-t", "c"], ["always", "never"]),
        (["--tags", "all"], ["untagged", "first", "second", "always", "last"]),
        (["--tags", "tagged"], ["first", "second", "always", "last"]),
        (["--tags", "untagged"], ["untagged", "always"]),
        (["--tags", "never"], ["always", "never"]),
        (["--skip-tags", "a"], ["untagged", "always", "last"]),
        (["--skip-tags", "b,always"], ["untagged", "first"]),
        (["--tags", "a", "--skip-tags", "b"], ["first", "always"]),
        (["--start-at-task", "second"], ["second", "always", "last"]),
        (["--start-at-task", "se*"], ["second", "always", "last"]),
        (["--start-at-task", "last"], ["last"]),
    ],
)
def test_which_tasks_run(options, tasks, pushcfg) -> None:
    done = pushcfg(*RUN, "tagged.yml", "--json", *options)
    assert 0 == done.code
    seen = dict.fromkeys(task for host, task in done.ends("host", "task") if host in ("web1", "db1"))
    assert tasks == list(seen)


def test_start_at_a_task_that_is_not_there(pushcfg) -> None:
    done = pushcfg(*RUN, "tagged.yml", "--start-at-task", "secnd")
    assert (2, "error: --start-at-task: no task is called 'secnd'; did you mean 'second'?\n") == (done.code, done.err)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], ["play", "play", "none"]),
        (["-e", "a=1"], ["1", "play", "none"]),
        (["-e", "a=1 b='x y'"], ["1", "x y", "none"]),
        (["-e", "a=1", "-e", "a=2"], ["2", "play", "none"]),
        (["-e", '{"a": 1, "c": [1, null]}'], [1, "play", [1, None]]),
        (["-e", "{a: yes, c: {k: v}}"], [True, "play", {"k": "v"}]),
        (["-e", "@variables_of_e.yml"], ["file", "play", {"deep": [1, True]}]),
        (["-e", "@variables_of_e.yml", "-e", "a=after"], ["after", "play", {"deep": [1, True]}]),
        (["-e", "a={{ b }}-x"], ["play-x", "play", "none"]),
        (["-e", "a="], ["", "play", "none"]),
        (["-e", "a=b=c"], ["b=c", "play", "none"]),
    ],
)
def test_extra_variables(options, told, pushcfg) -> None:
    done = pushcfg(*RUN, "variables.yml", "--json", *options)
    assert [(told,)] == [(result["msg"],) for (result,) in done.ends("result")]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nonsense", "-e nonsense: neither name=value, JSON nor @FILE"),
        ("@nothing.yml", "the file of variables nothing.yml does not exist"),
        ("{a: 1", "error: -e:"),
        ("[1, 2]", "must be a mapping, not a list"),
    ],
)
def test_extra_variables_that_make_no_sense(given, message, pushcfg) -> None:
    done = pushcfg(*RUN, "variables.yml", "-e", given)
    assert (2, "") == (done.code, done.out)
    assert message in done.err


@pytest.mark.parametrize(
    ("limit", "hosts"), [("web1", ["web1"]), ("web:!web1", ["web2"]), ("~web.$", ["web1", "web2"]), ("w*2", ["web2"])]
)
def test_limit(limit, hosts, pushcfg) -> None:
    done = pushcfg(*RUN, "ends.yml", "--json", "-l", limit)
    assert hosts == list(dict.fromkeys(host for (host,) in done.ends("host")))


def test_limit_from_a_file(pushcfg, tmp_path) -> None:
    listed = tmp_path / "hosts"
    listed.write_text("web2\n")
    assert [("web2",)] * 3 == pushcfg(*RUN, "ends.yml", "--json", "-l", f"@{listed}").ends("host")


def test_a_limit_that_matches_nothing(pushcfg) -> None:
    done = pushcfg(*RUN, "ends.yml", "-l", "web3")
    assert (2, "") == (done.code, done.out)
    assert "'web3'" in done.err


def test_json_is_one_event_a_line_with_the_same_fields_every_time(pushcfg) -> None:
    events = pushcfg("run", "-i", "hosts_lost.yml", "ends.yml", "--json").events
    assert set(SCHEMA) == {event["event"] for event in events}
    assert [] == [event for event in events if set(event) != SCHEMA[event["event"]]]
    assert [SUMMARY] * 2 == [set(host) for host in events[-1]["hosts"]]
    assert "run_started" == events[0]["event"]
    assert "run_ended" == events[-1]["event"]


@pytest.mark.parametrize(
    ("inventory", "options", "code"),
    [
        ("hosts.yml", [], 0),
        ("hosts.yml", ["-C"], 0),
        ("hosts.yml", ["-e", "way=change"], 0),
        ("hosts.yml", ["-e", "way=change", "--check"], 3),
        ("hosts.yml", ["-e", "way=fail"], 4),
        ("hosts.yml", ["-e", "way=fail", "--check"], 4),
        ("hosts_lost.yml", [], 5),
        ("hosts_lost.yml", ["-e", "way=fail"], 5),
        ("nothing.yml", [], 2),
    ],
)
def test_exit_codes(inventory, options, code, pushcfg) -> None:
    assert code == pushcfg("run", "-i", inventory, "ends.yml", *options).code


def test_a_failure_counts_for_more_than_a_lost_host(pushcfg) -> None:
    done = pushcfg("run", "-i", "hosts_lost.yml", "-i", "hosts.yml", "ends.yml", "-e", "way=fail")
    assert 4 == done.code


def test_several_playbooks_run_one_after_the_other(pushcfg) -> None:
    done = pushcfg(*RUN, "tagged.yml", "ends.yml", "-l", "web1", "--json")
    assert ["tagged.yml", "ends.yml"] == [e["playbook"] for e in done.events if e["event"] == "run_started"]


def test_a_playbook_behind_one_that_failed_does_not_run(pushcfg) -> None:
    done = pushcfg(*RUN, "ends.yml", "tagged.yml", "-e", "way=fail", "--json")
    assert ["ends.yml"] == [event["playbook"] for event in done.events if event["event"] == "run_started"]
    assert 4 == done.code


@pytest.mark.parametrize(
    ("playbook", "message"),
    [
        ("nothing.yml", "error: the playbook nothing.yml does not exist\n"),
        ("needs_nothing.yml", "did you mean 'install'?\n"),
        (".", "is a folder, not a playbook\n"),
    ],
)
def test_a_playbook_that_makes_no_sense(playbook, message, pushcfg) -> None:
    done = pushcfg(*RUN, playbook)
    assert (2, "") == (done.code, done.out)
    assert done.err.endswith(message)


def test_a_run_for_people_says_what_has_changed(pushcfg) -> None:
    done = pushcfg(*RUN, "ends.yml", "-e", "way=change", "-l", "web1")
    lines = done.out.splitlines()
    assert "changed      web1  may change" in lines
    assert any(line.startswith("web1 : ok=1 changed=1") for line in lines)


def test_more_v_say_more(pushcfg) -> None:
    lengths = [len(pushcfg(*RUN, "ends.yml", "-l", "web1", *options).out) for options in ([], ["-v"], ["-vv"])]
    assert sorted(set(lengths)) == lengths


def test_diff_shows_lines(pushcfg, tmp_path) -> None:
    playbook = tmp_path / "site.yml"
    task = {"copy": {"content": "new\n", "dest": str(tmp_path / "file")}}
    playbook.write_text(json.dumps([{"hosts": "web1", "gather_facts": False, "tasks": [task]}]))
    done = pushcfg(*RUN, str(playbook), "-C", "-D")
    assert 3 == done.code
    assert "    +new\n" in done.out
    assert not (tmp_path / "file").exists()


def test_a_password_that_is_a_name_leaves_the_name_and_hides_the_rest(pushcfg, tmp_path) -> None:
    playbook = tmp_path / "site.yml"
    tasks = [{"name": "web", "debug": {"msg": "web"}}, {"name": "on {{ group_names[0] }}", "debug": {"msg": "x"}}]
    plays = [{"hosts": "web", "gather_facts": False, "vars": {"ansible_become_password": "web"}, "tasks": tasks}]
    playbook.write_text(json.dumps(plays))
    done = pushcfg(*RUN, str(playbook), "-l", "web1", "-v")
    assert "PLAY web " in done.out
    assert "ok           web1  web: ********" in done.out.splitlines(), done.out
    assert "ok           web1  on ********: x" in done.out.splitlines()
