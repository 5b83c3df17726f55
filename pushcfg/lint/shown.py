"""Findings as text for a terminal, and as JSON."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from pushcfg.lint.model import Finding, Rule, Severity
from pushcfg.lint.run import Report

WIDEST: Final = 120
INDENT: Final = "    "


def as_text(report: Report) -> Iterator[str]:
    """A line for the place and the rule of each finding, what it says below, and how many there are."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    for finding in report.findings:
        yield f"{finding.position}: {finding.severity} {finding.rule}"
        told = finding.message + (f"; {finding.remedy}" if finding.remedy else "")
        for line in told.splitlines():
            yield from textwrap.wrap(line, width, initial_indent=INDENT, subsequent_indent=INDENT,
                                     break_long_words=False, break_on_hyphens=False)  # fmt: skip
    yield summary(report)


def summary(report: Report) -> str:
    """What was looked at, and how much was found."""
    looked = [plural(count, word) for count, word in ((report.playbooks, "playbook"), (report.roles, "role")) if count]
    counts = [plural(sum(finding.severity is severity for finding in report.findings), severity.value)
              for severity in Severity]  # fmt: skip
    return f"{' and '.join(looked)}: {', '.join(counts) if report.findings else 'nothing found'}"


def plural(count: int, word: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def as_json(report: Report) -> str:
    """A list of findings."""
    return json.dumps([as_data(finding) for finding in report.findings], indent=2, ensure_ascii=False)


def as_data(finding: Finding) -> dict[str, object]:
    """A finding for other programs."""
    place = finding.position
    return {"file": place.file, "line": place.line, "column": place.column, "rule": finding.rule,
            "severity": finding.severity.value, "message": finding.message, "remedy": finding.remedy}  # fmt: skip


def rules_table(rules: Sequence[Rule]) -> Iterator[str]:
    """A line for each rule."""
    column = max((len(rule.name) for rule in rules), default=0) + 2
    for rule in rules:
        yield f"{rule.name:{column}}{rule.severity.value:9}{rule.about}"
