"""`!merge` and the filter `merge`: one variable made of what several layers say of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PUSHCFG = str(Path(sys.executable).with_name("pushcfg"))
FILES = {
    "hosts.yml": """\
all:
  vars: {ansible_connection: local, names: [all], who: inventory}
  children: {web: {hosts: {one: {}}}, db: {hosts: {two: {}}}}
""",
    "roles/tuned/defaults/main.yml": "limits: {files: 1, deep: {a: 1, b: [1]}}\nwhole: {a: 1}\n",
    "roles/tuned/tasks/main.yml": "- {name: out, debug: {msg: '{{ [limits, whole] | to_json }}'}}\n",
    "group_vars/all.yml": "limits: !merge {procs: 2, deep: {b: [2]}}\nlist: [1]\ntemplated: '{{ {\"a\": who} }}'\n"
                          "alone: !merge {a: 1}\nextra: {a: 1}\n",
    "group_vars/web.yml": "limits: !merge {deep: {c: '{{ who }}'}}\nlist: !merge [2]\ntemplated: !merge {b: 2}\nwhole: {b: 2}\n",
    "host_vars/one.yml": "limits: !merge\n  files: 4\nlist: !merge [3]\n",
    "brought.yml": "brought: !merge {late: '{{ who }}'}\nlimits: !merge {late: 1}\n",
    "extra.yml": "extra: !merge {b: '{{ who }}'}\n",
    "more.yml": "extra: !merge {c: 3}\n",
    "site.yml": """\
- hosts: all
  gather_facts: false
  vars: {who: play, limits: !merge {play: yes}}
  roles: [tuned]
  tasks:
    - {name: out, debug: {msg: "{{ [list, templated, alone, extra] | to_json }}"}}
    - {name: out, debug: {msg: "{{ ['limits' | merge, ['list'] | merge, [{'a': {'b': 1}}, {'a': {'c': 2}}] | merge] | to_json }}"}}
    - {name: out, debug: {msg: "{{ limits | to_json }}"}, vars: {limits: !merge {task: yes}}}
    - include_vars: brought.yml
    - {name: out, debug: {msg: "{{ [brought, limits.late, limits.files] | to_json }}"}}
    - {name: out, debug: {msg: "{{ hostvars.one.list | to_json }}"}}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def ran(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PUSHCFG, *words], cwd=folder, text=True, capture_output=True, timeout=60, check=False)


def said(folder: Path, host: str) -> list[Any]:
    """What the tasks called `out` have said on a host."""
    done = ran(folder, "run", "--json", "-i", "hosts.yml", "-e", "@extra.yml", "-e", "@more.yml", "site.yml")
    assert 0 == done.returncode, done.stderr + done.stdout[-2000:]
    events = map(json.loads, done.stdout.splitlines())
    return [json.loads(event["result"]["msg"]) for event in events
            if event["event"] == "task_ended" and event["host"] == host and event["task"].endswith("out")]  # fmt: skip


def test_layers_are_merged(folder: Path) -> None:
    limits = {"files": 4, "deep": {"a": 1, "b": [2], "c": "play"}, "procs": 2, "play": True}
    assert [
        [limits, {"b": 2}],
        [[1, 2, 3], {"a": "play", "b": 2}, {"a": 1}, {"a": 1, "b": "play", "c": 3}],
        [limits, [1, 2, 3], {"a": {"b": 1, "c": 2}}],
        {**limits, "task": True},
        [{"late": "play"}, 1, 4],
        [1, 2, 3],
    ] == said(folder, "one")
    assert [{"files": 1, "deep": {"a": 1, "b": [2]}, "procs": 2, "play": True}, {"a": 1}] == said(folder, "two")[0]


def test_the_inventory_shows_it_merged(folder: Path) -> None:
    host = json.loads(ran(folder, "inventory", "host", "one", "-i", "hosts.yml", "--playbook-dir", ".", "--json").stdout
                      or ran(folder, "inventory", "host", "one", "-i", "hosts.yml").stdout)  # fmt: skip
    assert ([1, 2, 3], {"procs": 2, "deep": {"b": [2], "c": "{{ who }}"}, "files": 4}) == (host["list"], host["limits"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("group_vars/web.yml", "list: !merge {a: 1}\n", "group_vars/web.yml:1:7: a mapping cannot be merged into a list"),
        ("group_vars/web.yml", "list: !merge text\n", "group_vars/web.yml:1:7: !merge stands before a mapping or a list"),
        ("group_vars/web.yml", "who: !merge {a: 1}\n", "a mapping cannot be merged into"),
        ("site.yml", "- {hosts: all, gather_facts: no, tasks: [{debug: {msg: !merge {a: 1}}}]}\n",
         "site.yml:1:56: !merge stands where nothing can be merged"),
        ("site.yml", "- {hosts: all, gather_facts: no, vars: {a: {b: !merge [1]}}, tasks: [{debug: {msg: '{{ a }}'}}]}\n",
         "!merge stands where nothing can be merged"),
        ("site.yml", "- {hosts: all, gather_facts: no, vars: !merge {a: 1}}\n", "vars must be a mapping, not a value behind !merge"),
        ("site.yml", "- {hosts: all, gather_facts: no, tasks: [{debug: {msg: \"{{ 'nothing' | merge }}\"}}]}\n",
         "'nothing' is undefined"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(name: str, text: str, message: str, folder: Path) -> None:
    (folder / name).write_text(text)
    done = ran(folder, "run", "-i", "hosts.yml", "site.yml")
    if name == "group_vars/web.yml" and "who" in text:
        (folder / "site.yml").write_text("- {hosts: all, gather_facts: no, tasks: [{debug: {msg: '{{ who }}'}}]}\n")
        done = ran(folder, "run", "-i", "hosts.yml", "site.yml")
    assert 2 == done.returncode, done.stdout
    assert message in done.stderr
