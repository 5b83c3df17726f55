"""A module that pushcfg does not have: refused, but for a condition that may keep every host from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.player import Player

from pushcfg.errors import PlaybookError
from pushcfg.events import Warned
from pushcfg.playbook import read_playbook


@pytest.mark.parametrize("module", ["pacman", "community.general.zypper", "ansible.posix.selinux", "expect", "ansible.builtin.subversion", "postgresql_db", "provider"])
async def test_behind_a_condition_a_host_fails_where_it_gets_there(play: Player, module: str) -> None:
    (play.folder / "library").mkdir()
    (play.folder / "library" / "provider.sh").touch()
    played = await play(f"""
        - hosts: [a, b]
          gather_facts: false
          tasks:
            - {{name: other system, {module}: {{name: x}}, when: inventory_hostname == 'b'}}
            - {{name: another, {module}: {{name: y}}, when: false}}
            - {{name: after, command: "true"}}
        """)
    assert {"skipped": 2, "changed": 1} == played.counts("a")
    assert {"failed": 1, "blocked": 2} == played.counts("b")


@pytest.mark.parametrize(("module", "command"), [("ansible.posix.seboolean", "setsebool -P"), ("seport", "semanage port")])
def test_what_a_command_does_instead(tmp_path: Path, module: str, command: str) -> None:
    (tmp_path / "site.yml").write_text(f"- hosts: all\n  tasks:\n    - {{{module}: {{name: x, state: true}}}}\n")
    with pytest.raises(PlaybookError) as caught:
        read_playbook(tmp_path / "site.yml", [])
    assert caught.value.hint == f"run {command} in a command task, behind a `when` on ansible_facts.selinux.status"
    assert caught.value.position is not None
    assert caught.value.position.line == 3


def test_it_is_told_once(tmp_path: Path) -> None:
    playbook = tmp_path / "site.yml"
    task = "{pacman: {name: x}, when: ansible_facts.os_family == 'Archlinux'}"
    playbook.write_text(f"- hosts: all\n  tasks:\n    - {task}\n    - {task}\n")
    warnings: list[Warned] = []
    read_playbook(playbook, warnings)
    said = "pushcfg has no module 'pacman': a host where the condition of this task holds fails there"
    assert [(said, 3)] == [(told.message, told.position.line) for told in warnings if told.position is not None]


@pytest.mark.parametrize("task", [
    "pacman: {name: x}",  # nothing keeps hosts from it
    "pacmann: {name: x}, when: false",  # no module of any system
    "ansible.builtin.coppy: {dest: /x}, when: false",
    "ansible.posix.sysctls: {name: x}, when: false",  # a misspelling
])  # fmt: skip
async def test_otherwise_it_is_refused(play: Player, task: str) -> None:
    with pytest.raises(PlaybookError, match="pacman|coppy|sysctls"):
        await play(f"""
            - hosts: a
              gather_facts: false
              tasks:
                - {{name: one, {task}}}
            """)


@pytest.mark.parametrize(("value", "told"), [("{{ nothing | default(omit) }}", ""), ("x", "list"), ("{{ 'x' }}", "list")])
async def test_an_argument_that_is_left_out_is_none(play: Player, value: str, told: str) -> None:
    text = f"""
        - hosts: a
          gather_facts: false
          tasks:
            - {{name: one, dnf: {{name: x, list: "{value}"}}}}
        """
    if told:
        with pytest.raises(PlaybookError, match="dnf has no argument 'list'"):
            await play(text)
    else:
        assert {"changed": 1} == (await play(text)).counts("a")


@pytest.mark.parametrize(("keyword", "told"), [
    ("notify: [r : told]", "notify takes names of handlers, not a mapping"),
    ("tags: no", "tags has a false where a text must stand"),
])  # fmt: skip
async def test_what_was_to_be_quoted(play: Player, keyword: str, told: str) -> None:
    keyword = keyword.replace("[r :", "[r:")
    with pytest.raises(PlaybookError, match=told) as error:
        await play(f"""
            - hosts: a
              gather_facts: false
              tasks:
                - {{name: one, command: "true", {keyword}}}
            """)
    assert error.value.hint
    assert error.value.position is not None
