"""`vars_prompt`: asked as Ansible asks, at a terminal and without one; what is private shows nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from variables.terminal import typed

BIN = Path(sys.executable).parent
PLAYBOOK = """\
- name: first
  hosts: "{{ target }}"
  gather_facts: false
  vars: {site: north, version: from play}
  vars_prompt:
    - {name: target, prompt: "Which hosts", private: false}
    - name: version
    - {name: port, prompt: "Port of {{ site }}", default: 8080, private: no}
    - {name: templated, private: no, default: "{{ site }}-1"}
    - {name: braces, private: no}
    - {name: unsafe, private: no, unsafe: yes}
    - {name: pass_one, prompt: Password, confirm: yes, encrypt: sha256_crypt, salt: abcdefgh}
    - {name: given, private: no}
  tasks:
    - copy:
        dest: "{{ out }}/told.json"
        content: "{{ [target, version, port, templated, braces, unsafe, pass_one, given] | to_json }}"
    - debug:
        msg: "{{ version }} {{ pass_one }} {{ version | b64encode }}"
- hosts: "all"
  gather_facts: false
  tasks:
    - copy:
        dest: "{{ out }}/after.json"
        content: "{{ [version | default('gone'), given | default('gone')] | to_json }}"
"""
ANSWERS = ("one", "hunter2!", "", "", "{{ site }}!", "{{ site }}!", "s3cret word", "something else", "s3cret word", "s3cret word")
HASHED = "$5$rounds="


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site.yml").write_text(PLAYBOOK)
    (tmp_path / "ansible.cfg").touch()
    (tmp_path / "hosts").write_text(f"one ansible_connection=local ansible_python_interpreter={sys.executable}\n")
    return tmp_path


def command(program: str, out: Path, *more: str) -> list[str]:
    """The command line of a program, which writes what it was told into `out`."""
    out.mkdir()
    words = ["ansible-playbook"] if program == "ansible" else ["pushcfg", "run", "-vvv", "--diff"]
    return [str(BIN / words[0]), *words[1:], "-i", "hosts", "-e", f"out={out} given=by-e", *more, "site.yml"]


def ran(program: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """A run without a terminal."""
    return subprocess.run(command(program, folder / program, *more), cwd=folder, stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=60, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})  # fmt: skip


@pytest.mark.timeout(150)
def test_at_a_terminal(folder: Path) -> None:
    told, shown = {}, {}
    for program in ("ansible", "pushcfg"):
        code, shown[program] = typed(command(program, folder / program), ANSWERS, folder, {"LC_ALL": "C.UTF-8"})
        assert 0 == code, shown[program]
        told[program] = [json.loads((folder / program / name).read_text()) for name in ("told.json", "after.json")]
    assert told["ansible"] == told["pushcfg"]
    first, after = told["pushcfg"]
    assert ["one", "hunter2!", "8080", "north-1", "north!", "{{ site }}!"] == first[:6]
    assert first[6].startswith(HASHED)
    assert ["gone", "by-e"] == after
    for words in ("Which hosts: ", "Port of north [8080]: ", "version: ", "Password: ", "confirm Password: "):
        assert words in shown["ansible"]
        assert words in shown["pushcfg"]
    for secret in ("hunter2!", "s3cret word", first[6], "aHVudGVyMi"):
        assert secret not in shown["pushcfg"]


def test_without_a_terminal_the_default_counts(folder: Path) -> None:
    more = ("-e", "target=one pass_one=x", "-e", "version=1 braces= unsafe=")
    for program in ("ansible", "pushcfg"):
        done = ran(program, folder, *more)
        assert 0 == done.returncode, done.stderr
    assert [(folder / name / "told.json").read_text() for name in ("ansible", "pushcfg")] == [
        '["one", "1", "8080", "north-1", "", "", "x", "by-e"]'
    ] * 2


def test_without_a_terminal_and_a_default(folder: Path) -> None:
    done = ran("pushcfg", folder, "-e", "target=one")
    assert 2 == done.returncode
    assert "site.yml:7:13: there is no terminal to ask for 'version' at; give it with -e version=VALUE" in done.stderr


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{prompt: x}", "this entry of vars_prompt does not name a variable"),
        ("{name: a-b}", "this entry of vars_prompt does not name a variable"),
        ("{name: x, pormpt: y}", "'pormpt' is no key of vars_prompt; did you mean 'prompt'?"),
        ("{name: x, private: maybe}", "private must be true or false, not"),
        ("text", "an entry of vars_prompt must be a mapping, not"),
        ("{name: x, default: a, encrypt: rot13}", "site.yml:3:24: vars_prompt x: rot13 is not supported; take one of"),
        ("{name: x, default: '{{ nowhere }}'}", "vars_prompt x: 'nowhere' is undefined"),
        ("{name: x, default: a, encrypt: sha512, salt_size: big}", "salt_size must be a number, not 'big'"),
    ],
)
def test_what_makes_no_sense(entry: str, message: str, folder: Path) -> None:
    (folder / "site.yml").write_text(f"- hosts: all\n  gather_facts: false\n  vars_prompt: [{entry}]\n")
    done = ran("pushcfg", folder)
    assert 2 == done.returncode
    assert message in done.stderr


def test_a_listing_asks_for_nothing(folder: Path) -> None:
    done = ran("pushcfg", folder, "--list-hosts", "-e", "target=one")
    assert (0, "") == (done.returncode, done.stderr)
    (folder / "out").mkdir()
    done = subprocess.run([str(BIN / "pushcfg"), "run", "-i", "hosts", "--list-tasks", "site.yml"], cwd=folder, text=True,
                          capture_output=True, check=False)  # fmt: skip
    assert 2 == done.returncode
    assert "hosts reads target, which is asked for on a run; give it with -e target=VALUE" in done.stderr
