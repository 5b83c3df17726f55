"""Playbooks as they are written: plays, blocks and tasks, checked and with their places."""

from __future__ import annotations

from pushcfg.playbook.model import Block, Condition, LoopControl, Play, Task
from pushcfg.playbook.read import read_playbook

__all__ = ["Block", "Condition", "LoopControl", "Play", "Task", "read_playbook"]
