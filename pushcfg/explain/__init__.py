"""Where a host's variables come from: every layer that sets one, and which of them counts."""

from __future__ import annotations

from pushcfg.explain.model import Explained, Explanation, Given
from pushcfg.explain.views import View, views

__all__ = ["Explained", "Explanation", "Given", "View", "views"]
