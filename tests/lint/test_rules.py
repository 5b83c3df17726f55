"""Every rule, on playbooks and roles of which each line says by a comment what is to be found in it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pushcfg.lint import RULES, Linter

CASES = Path(__file__).parent / "cases"
WANT = re.compile(r"# want: ([\w-]+(?:, [\w-]+)*)")
PLAYBOOKS = sorted(path.name for path in CASES.glob("*.yml") if "hosts:" in path.read_text())


def wanted(files: set[Path]) -> Counter[tuple[str, int, str]]:
    """What comments in files ask for."""
    return Counter((str(path.relative_to(CASES)), number, rule)
                   for path in files for number, line in enumerate(path.read_text().splitlines(), 1)
                   for found in WANT.findall(line) for rule in found.split(", "))


def found(path: Path, **known) -> Counter[tuple[str, int, str]]:
    report = Linter(RULES, **known).report((str(path),))
    return Counter((str(Path(finding.position.file).resolve().relative_to(CASES)), finding.position.line, finding.rule)
                   for finding in report.findings)


def beside(playbook: Path) -> set[Path]:
    """The files that a playbook of the folder names."""
    text = playbook.read_text()
    return {playbook, *(path for path in CASES.rglob("*") if path.is_file() and path.name in text)}


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_playbook(name):
    assert wanted(beside(CASES / name)) == found(CASES / name)


def test_role():
    files = {path for role in ("web", "base") for path in (CASES / "roles" / role).rglob("*") if path.is_file()}
    assert wanted(files) == found(CASES / "roles" / "web")


def test_every_rule_is_tried():
    files = {path for path in CASES.rglob("*") if path.is_file()}
    assert {rule.name for rule in RULES} == {rule for _, _, rule in wanted(files)}


def test_variables_of_the_inventory_and_of_options_are_known():
    path = CASES / "undefined.yml"
    before, after = found(path), found(path, outside=frozenset({"prot", "missing"}), hosts=True)
    gone = {(finding[0], finding[1]) for finding in before - after}
    assert {("undefined.yml", 9), ("undefined.yml", 40), ("templates/undefined.j2", 3)} == gone


def test_a_role_that_a_playbook_uses_has_its_variables_from_there(tmp_path):
    (tmp_path / "roles/one/tasks").mkdir(parents=True)
    (tmp_path / "roles/one/tasks/main.yml").write_text("- debug: {msg: '{{ given }}'}\n")
    (tmp_path / "site.yml").write_text("- hosts: all\n  vars: {given: 1}\n  roles: [one]\n")
    report = Linter(RULES).report((str(tmp_path),))
    assert ((), 1, 1) == report


def test_a_playbook_that_another_imports_has_its_variables_from_there(tmp_path):
    (tmp_path / "site.yml").write_text("- import_playbook: web.yml\n  vars: {given: 1}\n")
    (tmp_path / "web.yml").write_text("- hosts: all\n  tasks:\n    - debug: {msg: '{{ given }}'}\n")
    assert () == Linter(RULES).report((str(tmp_path),)).findings
    alone = Linter(RULES).report((str(tmp_path / "web.yml"),)).findings
    assert ["undefined-variable"] == [finding.rule for finding in alone]


def test_files_that_do_not_open_may_set_anything(tmp_path):
    (tmp_path / "secret.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n3030\n")
    (tmp_path / "site.yml").write_text(
        "- hosts: all\n  vars_files: [secret.yml]\n  tasks:\n    - debug: {msg: '{{ given }}'}\n")
    assert () == Linter(RULES).report((str(tmp_path),)).findings


def test_needs_of_nobody_and_circles_are_told(tmp_path):
    (tmp_path / "site.yml").write_text(
        "- hosts: all\n  tasks:\n    - {ping: , id: a, needs: [b]}\n    - {ping: , id: b, needs: [a]}\n")
    (tmp_path / "nobody.yml").write_text("- hosts: all\n  tasks:\n    - {ping: , needs: [nobody]}\n")
    found = Linter(RULES).report((str(tmp_path),)).findings
    assert [("load", "nobody.yml", 3), ("load", "site.yml", 4)] == [
        (finding.rule, Path(finding.position.file).name, finding.position.line) for finding in found]


def test_every_error_of_loading_is_told(tmp_path):
    (tmp_path / "site.yml").write_text(
        "- hosts: all\n  tasks:\n    - nope: {}\n    - file: {pat: /x}\n- hosst: all\n- hosts: all\n  roles: [none]\n")
    report = Linter(RULES).report((str(tmp_path / "site.yml"),))
    assert [(3, 7), (4, 14), (5, 3), (7, 11)] == [(f.position.line, f.position.column) for f in report.findings]
    assert not report.loads
