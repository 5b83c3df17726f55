"""YAML read with the file, line and column of every node kept."""

from __future__ import annotations

from pushcfg.source.documents import dump, loads, loads_optional
from pushcfg.source.files import Opened, load, load_optional, read_bytes, read_text
from pushcfg.source.node import Node, Scalar

__all__ = ["Node", "Opened", "Scalar", "dump", "load", "load_optional", "loads", "loads_optional", "read_bytes",
           "read_text"]  # fmt: skip
