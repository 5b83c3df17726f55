"""The command line: one file a group of commands, imported when it is named."""

from __future__ import annotations

from pushcfg.cli.main import main

__all__ = ["main"]
