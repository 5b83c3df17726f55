"""Whose language this is."""

from __future__ import annotations

__version__ = "2.19.0"
__author__ = ""
__codename__ = ""
