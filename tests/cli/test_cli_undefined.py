"""What is said of a variable that another one needs and that is not there: the whole chain, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import Pushcfg

PLAYBOOK = """\
- hosts: web
  gather_facts: false
  vars:
    of_play: "{{ of_file }}"
    one: "{{ two }}"
    two: "{{ three['k'] }}"
    three: {k: "{{ one }}", fine: yes}
    deep: {list: [{key: "{{ of_all }}"}], other: 1}
    me: "{{ me }}"
  vars_files: [file.yml]
  tasks:
    - name: look
      vars:
        of_task: "x{{ of_play }}"
      debug:
        msg: "EXPRESSION"
"""
FILES = {
    "file.yml": 'of_file: "{{ of_host }}"\n',
    "host_vars/web/main.yml": '---\nof_host: "{{ of_all }}"\n',
    "group_vars/all.yml": 'of_all: "{{ of_inventory }}"\n',
    "hosts.yml": 'all: {hosts: {web: }, vars: {of_inventory: "{{ of_extra }}"}}\n',
}


@pytest.mark.parametrize(("expression", "told"), [
    ("{{ of_task }}",
     "of_task ({0}/site.yml:14:9) -> of_play ({0}/site.yml:4:5) -> of_file ({0}/file.yml:1:1) -> "
     "of_host ({0}/host_vars/web/main.yml:2:1) -> of_all ({0}/group_vars/all.yml:1:1) -> "
     "of_inventory ({0}/hosts.yml:1:30) -> of_extra (-e:1:1) -> 'nowhere' is undefined: {{{{ nowhere }}}}"),
    ("{{ deep.list[0].key }}",
     "deep ({0}/site.yml:8:5) -> of_all ({0}/group_vars/all.yml:1:1) -> of_inventory ({0}/hosts.yml:1:30) -> "
     "of_extra (-e:1:1) -> 'nowhere' is undefined: {{{{ nowhere }}}}"),
    ("{{ one }}",
     "the variable 'one' refers to itself: one ({0}/site.yml:5:5) -> two ({0}/site.yml:6:5) -> "
     "three ({0}/site.yml:7:5) -> one ({0}/site.yml:5:5)"),
    ("{{ me }}", "the variable 'me' refers to itself: me ({0}/site.yml:9:5) -> me ({0}/site.yml:9:5)"),
    ("{{ nowhere }}", "'nowhere' is undefined: {{{{ nowhere }}}}"),
    ("{{ (deep | combine({{'x': of_play}})).x }}", None),
])  # fmt: skip
def test_the_chain_is_told(expression: str, told: str | None, pushcfg: Pushcfg, tmp_path: Path) -> None:
    for name, text in {**FILES, "site.yml": PLAYBOOK.replace("EXPRESSION", expression)}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    hosts, site = str(tmp_path / "hosts.yml"), str(tmp_path / "site.yml")
    done = pushcfg("run", "-i", hosts, site, "-e", "of_extra='{{ nowhere }}'")
    assert 2 == done.code
    if told is not None:
        assert f"error: {site}:16:9: task 'look', msg: {told.format(tmp_path)}\n" == done.err


@pytest.mark.parametrize("expression", ["{{ of_play | default('d') }}", "{{ one is defined }}", "{{ deep.other }}", "{{ three.fine }}"])
def test_what_does_not_need_it_goes_on(expression: str, pushcfg: Pushcfg, tmp_path: Path) -> None:
    for name, text in {**FILES, "site.yml": PLAYBOOK.replace("EXPRESSION", expression)}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    done = pushcfg("run", "-i", str(tmp_path / "hosts.yml"), str(tmp_path / "site.yml"), "-e", "of_extra='{{ nowhere }}'")
    assert 0 == done.code, done.err
