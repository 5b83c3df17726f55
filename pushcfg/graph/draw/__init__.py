"""Graphs of plays as text, DOT or Mermaid."""

from __future__ import annotations

from pushcfg.graph.draw.dot import as_dot
from pushcfg.graph.draw.drawing import Drawn
from pushcfg.graph.draw.mermaid import as_mermaid
from pushcfg.graph.draw.text import as_text

__all__ = ["Drawn", "as_dot", "as_mermaid", "as_text"]
