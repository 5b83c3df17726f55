"""The graph of a play: its tasks, and why one waits for another."""

from __future__ import annotations

from pushcfg.graph.build import build
from pushcfg.graph.model import Edge, PlayGraph, Vertex

__all__ = ["Edge", "PlayGraph", "Vertex", "build"]
