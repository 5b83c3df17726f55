"""Roles and collections of others: from git, tarballs and folders into the folders where playbooks look for them."""

from __future__ import annotations

from pushcfg.installing.install import Done, install
from pushcfg.installing.requirements import Requirement, from_text, read_requirements

__all__ = ["Done", "Requirement", "from_text", "install", "read_requirements"]
