"""A module that pushcfg does not have: refused, but for a condition that may keep every host from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.player import Player

from pushcfg.errors import PlaybookError
from pushcfg.events import Warned
from pushcfg.playbook import read_playbook


@pytest.mark.parametrize("module", ["pacman", "community.general.zypper", "ansible.posix.selinux"])
async def test_behind_a_condition_a_host_fails_where_it_gets_there(play: Player, module: str) -> None:
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
