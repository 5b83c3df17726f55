"""Playbooks as they are written: plays, blocks and tasks, checked and with their places."""

from __future__ import annotations

from pushcfg.playbook.model import Block, Condition, Entries, LoopControl, Omittable, Play, Task
from pushcfg.playbook.read import read_playbook
from pushcfg.playbook.reading import Roots
from pushcfg.playbook.role import Role

__all__ = ["Block", "Condition", "Entries", "LoopControl", "Omittable", "Play", "Role", "Roots", "Task",
           "read_playbook"]  # fmt: skip
