"""Lookups: where templates and `with_...` loops get values from that are in no variable."""

from __future__ import annotations

from pushcfg.template.lookups.calls import Calls
from pushcfg.template.lookups.context import AHEAD, Surroundings

__all__ = ["AHEAD", "Calls", "Surroundings"]
