"""Statements: tasks that run on the controller when the walk meets them."""

from __future__ import annotations

from pushcfg.statements.plain import plain
from pushcfg.statements.run import run

__all__ = ["plain", "run"]
