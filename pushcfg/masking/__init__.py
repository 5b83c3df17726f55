"""Secrets taken out of events: by their value wherever they show, or the whole output of a task."""

from __future__ import annotations

from pushcfg.masking.censoring import HIDDEN, censor
from pushcfg.masking.masker import Masker
from pushcfg.masking.searching import MASK

__all__ = ["HIDDEN", "MASK", "Masker", "censor"]
