"""Looks at all that paths name, with all rules, and collects what they find."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pushcfg.errors import InputError, Position
from pushcfg.events import Warned
from pushcfg.graph import build
from pushcfg.lint.expand import Expansion, expanded, take_rest
from pushcfg.lint.files import Files
from pushcfg.lint.model import Finding, Rule
from pushcfg.lint.paths import Target, targets
from pushcfg.lint.rules import ABSENT, DUPLICATE, LOAD, LOAD_WARNING
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Play, Roots, read_playbook
from pushcfg.playbook.read import read_given
from pushcfg.vault import NO_KEYS, Keyring


class Report(NamedTuple):
    """What was found, by place; `loads`: everything could be read."""

    findings: tuple[Finding, ...]
    playbooks: int
    roles: int

    @property
    def loads(self) -> bool:
        """Whether everything could be read."""
        return all(finding.rule != LOAD.name for finding in self.findings)


@dataclass(eq=False)
class Look:
    """One playbook or role as it was read: its plays, and what was said meanwhile."""

    target: Target
    found: list[Expansion] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)

    def uses(self) -> set[Path]:
        """The roles and other playbooks that this playbook brings in."""
        if self.target.kind != "playbook":
            return set()
        files = {Path(found.play.position.file).resolve() for found in self.found}
        return {folder.resolve() for found in self.found for folder in found.roles} | (
            files - {self.target.path.resolve()})


@dataclass
class Linter:
    """`outside` are the names of variables that inventory and -e set; `hosts`: an inventory is known."""

    rules: tuple[Rule, ...]
    roots: Roots = field(default_factory=Roots)
    keyring: Keyring = NO_KEYS
    extra: Mapping[str, Any] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    hosts: bool = False
    files: Files = field(default_factory=Files)

    def report(self, names: tuple[str, ...]) -> Report:
        """All findings below these paths."""
        self.files = Files(self.keyring)
        found = targets(names, self.keyring)
        within = [Path(name).absolute() for name in names]
        looks = [self.look(target) for target in found]
        findings: dict[Finding, None] = {}
        used = {path for look in looks for path in look.uses()}
        for look in looks:
            findings.update(dict.fromkeys(self.of_look(look, used)))
        kept = list(dict.fromkeys(shown(finding) for finding in findings if self.wanted(finding, within)))
        kept.sort(key=lambda finding: (finding.position.file, finding.position.line, finding.position.column,
                                       finding.rule, finding.message))  # fmt: skip
        roles = sum(target.kind == "role" for target in found)
        return Report(tuple(kept), len(found) - roles, roles)

    def look(self, target: Target) -> Look:
        """What is in one playbook or role."""
        look = Look(target)
        try:
            look.found.extend(self.expansions(target, look))
            if not look.problems:  # what has been left out may be what others need
                for found in look.found:
                    build(found.play)
        except InputError as error:
            look.problems.append(error)
        return look

    def expansions(self, target: Target, look: Look) -> Iterator[Expansion]:
        """The plays of a playbook, or one that has nothing but a role or a file of tasks."""
        if target.kind == "playbook":
            for play in read_playbook(target.path, look.warnings, self.keyring, self.roots, self.extra, look.problems):
                yield expanded(play)
            return
        folder = target.path.parent if target.kind == "tasks" else target.path.absolute().parent.parent
        found = expanded(self.made(target, folder, look.warnings, look.problems))
        role = next((role for role in found.play.reading.roles if role.folder == target.path.absolute()), None)
        if role is not None:
            take_rest(found, role)
        if role is not None or target.kind == "tasks":
            yield found

    def of_look(self, look: Look, used: set[Path]) -> Iterator[Finding]:
        """What one playbook or role has; `used` are the playbooks and roles that others have."""
        covered = look.target.path.resolve() in used
        for found in look.found:
            alone = found.play.reading.roles[0] if look.target.kind == "role" else None
            others = tuple(other for other in look.found if other is not found)
            unit = Unit(found, self.files, alone, self.outside, others, self.hosts, covered)
            for rule in self.rules:
                try:
                    yield from rule.found(unit)
                except InputError as error:
                    look.problems.append(error)
        for problem in look.problems:
            place = problem.position or Position(str(look.target.path), 1)
            yield Finding(place, LOAD.name, LOAD.severity, problem.message, problem.hint)
        for warned in look.warnings:
            rule = rule_of(warned)
            if rule in self.rules:
                place = warned.position or Position(str(look.target.path), 1)
                yield Finding(place, rule.name, rule.severity, warned.message)

    def made(self, target: Target, folder: Path, warnings: list[Warned], problems: list[InputError]) -> Play:
        """A play that does nothing but use a role, or a file of tasks."""
        said = {"roles": [str(target.path.absolute())]} if target.kind == "role" else {
            "tasks": [{"import_tasks": target.path.name}]}  # fmt: skip
        text = json.dumps([{"hosts": "all", **said}])
        roots = Roots(self.roots.roles, (*self.roots.collections, *collections_around(folder)), self.roots.plugins)
        return read_given(text, str(target.path), folder, warnings, self.keyring, roots, problems)

    def wanted(self, finding: Finding, within: list[Path]) -> bool:
        """Whether a finding is about what was asked for, and no comment says to pass over it."""
        if finding.rule == LOAD.name:
            return True
        file = Path(finding.position.file).absolute()
        near = any(file.is_relative_to(path if path.is_dir() else path.parent) for path in within)
        return near and not self.files.ignores(finding.position, finding.rule)


def collections_around(folder: Path) -> Iterator[Path]:
    """The folder of collections that a folder is in."""
    yield from (parent for parent in (folder, *folder.parents) if parent.name == "ansible_collections")


def rule_of(warned: Warned) -> Rule:
    """The rule that a warning of reading stands for."""
    if warned.message.startswith("the key ") and "already" in warned.message:
        return DUPLICATE
    return ABSENT if "pushcfg has no module" in warned.message else LOAD_WARNING


def shown(finding: Finding) -> Finding:
    """A finding with its file as seen from the current folder."""
    place = finding.position
    file = os.path.relpath(place.file) if os.path.isabs(place.file) else os.path.normpath(place.file)
    return Finding(Position(file, place.line, place.column), finding.rule, finding.severity, finding.message,
                   finding.remedy)


