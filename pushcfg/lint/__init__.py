"""What is probably wrong in playbooks and roles, found without a host: nothing is run, and no lookup is asked."""

from __future__ import annotations

from pushcfg.lint.model import Finding, Rule, Severity
from pushcfg.lint.rules import RULES
from pushcfg.lint.run import Linter, Report

__all__ = ["RULES", "Finding", "Linter", "Report", "Rule", "Severity"]
