"""Environments beside one another: what differs between two of them, and what looks forgotten or misspelt."""

from __future__ import annotations

from pushcfg.environments.differences import Comparison, Difference, Side, compare
from pushcfg.environments.suspects import Suspect, suspects

__all__ = ["Comparison", "Difference", "Side", "Suspect", "compare", "suspects"]
