"""Filters, tests and lookups that playbooks, roles and collections bring: Python files as Ansible loads them."""

from __future__ import annotations

from pushcfg.plugins.plugins import Plugins

__all__ = ["Plugins"]
