"""The graph of a play: its tasks, and why one waits for another."""

from __future__ import annotations

from pushcfg.graph.build import build
from pushcfg.graph.grow import add_handlers, grow, grow_handlers
from pushcfg.graph.model import Edge, PlayGraph, Segment, Vertex

__all__ = ["Edge", "PlayGraph", "Segment", "Vertex", "add_handlers", "build", "grow", "grow_handlers"]
