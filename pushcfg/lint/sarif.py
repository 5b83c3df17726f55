"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from pushcfg import __version__
from pushcfg.lint.model import Finding, Rule
from pushcfg.lint.run import Report

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(report: Report, rules: Sequence[Rule]) -> str:
    """One run, with the rules that were looked at."""
    found = {finding.rule for finding in report.findings}
    known = [*rules, *missing(found, rules)]
    index = {rule.name: number for number, rule in enumerate(known)}
    run = {
        "tool": {"driver": {"name": "pushcfg", "version": __version__, "rules": [described(rule) for rule in known]}},
        "columnKind": "unicodeCodePoints",
        "results": [result(finding, index) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def missing(found: set[str], rules: Sequence[Rule]) -> list[Rule]:
    """The rules of findings that were not asked for, which is that of what cannot be loaded."""
    from pushcfg.lint.rules import RULES

    asked = {rule.name for rule in rules}
    return [rule for rule in RULES if rule.name in found - asked]


def described(rule: Rule) -> dict[str, Any]:
    """A rule."""
    return {"id": rule.name, "shortDescription": {"text": rule.about},
            "defaultConfiguration": {"level": rule.severity.value}}  # fmt: skip


def result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    """A finding."""
    place = finding.position
    text = finding.message + (f"; {finding.remedy}" if finding.remedy else "")
    return {
        "ruleId": finding.rule, "ruleIndex": index[finding.rule], "level": finding.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": quote(PurePath(place.file).as_posix())},
            "region": {"startLine": place.line, "startColumn": place.column},
        }}],
    }  # fmt: skip
