"""The engine: walks the graph of each play on every host at once, and tells what happens."""

from __future__ import annotations

from pushcfg.engine.options import Options
from pushcfg.engine.run import Run

__all__ = ["Options", "Run"]
