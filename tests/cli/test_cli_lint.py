"""`pushcfg lint`: what it prints, its exit codes, and that our own playbooks are clean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pushcfg.lint import RULES

ROOT = Path(__file__).parents[2]
BAD = """\
- hosts: all
  tasks:
    - command: make {{ nobody_sets_this }}
      register: unread
"""
TEXT = """\
site.yml:3:7: warning no-guard
    this command runs and counts as changed every time; add creates or removes,
    `changed_when`, or a `when` on the result of a task that has looked
site.yml:3:16: warning undefined-variable
    nothing here sets the variable 'nobody_sets_this'; set it, write
    `nobody_sets_this | default(...)`, or name the inventory that sets it with
    -i or --env
site.yml:4:7: warning unused-register
    nothing reads what this registers as 'unread'; take it out, or let its name
    begin with _
1 playbook: 0 errors, 3 warnings, 0 notes
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "site.yml").write_text(BAD)
    return tmp_path


def test_text(project, pushcfg):
    done = pushcfg("lint", "site.yml", folder=str(project))
    assert (3, TEXT, "") == (done.code, done.out, done.err)


@pytest.mark.parametrize("columns", [40, 100, 200])
def test_text_fits_the_terminal(columns, project, pushcfg, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = pushcfg("lint", "site.yml", folder=str(project)).out.splitlines()
    assert [] == [line for line in lines if line.startswith(" ") and len(line) > min(columns, 120)]


def test_json(project, pushcfg):
    done = pushcfg("lint", "site.yml", "--rules", "unused-register", "--json", folder=str(project))
    assert [{"file": "site.yml", "line": 4, "column": 7, "rule": "unused-register", "severity": "warning",
             "message": "nothing reads what this registers as 'unread'",
             "remedy": "take it out, or let its name begin with _"}] == json.loads(done.out)  # fmt: skip


def test_sarif_has_what_its_schema_requires(project, pushcfg):
    (project / "worse.yml").write_text("- hosts: all\n  tasks: [{nope: }]\n")
    done = pushcfg("lint", ".", "--sarif", "--skip", "load", folder=str(project))
    log = json.loads(done.out)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert ("2.1.0", "pushcfg") == (log["version"], driver["name"])
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert {"text"} == {key for rule in driver["rules"] for key in rule["shortDescription"]}
    levels = {"none", "note", "warning", "error"}
    assert {rule["defaultConfiguration"]["level"] for rule in driver["rules"]} <= levels
    assert 4 == len(run["results"])
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in levels
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] in ("site.yml", "worse.yml")
        assert min(place["region"].values()) >= 1
    assert 2 == done.code


def test_only_notes_are_no_failure(project, pushcfg):
    (project / "site.yml").write_text("- hosts: all\n  tasks:\n    - local_action: ping\n")
    done = pushcfg("lint", ".", folder=str(project))
    assert (0, True) == (done.code, done.out.endswith("0 errors, 0 warnings, 1 note\n"))


def test_nothing_found(project, pushcfg):
    done = pushcfg("lint", "site.yml", "--rules", "latest", folder=str(project))
    assert (0, "1 playbook: nothing found\n") == (done.code, done.out)


def test_variables_that_are_given_or_of_any_environment_are_known(project, pushcfg):
    only = ("lint", "site.yml", "--rules", "undefined-variable")
    assert 3 == pushcfg(*only, folder=str(project)).code
    assert 0 == pushcfg(*only, "-e", "nobody_sets_this=1", folder=str(project)).code
    for env, text in (("dev", "nobody_sets_this: 1"), ("production", "other: 1")):
        folder = project / "inventories" / env
        (folder / "group_vars").mkdir(parents=True)
        (folder / "hosts.yml").write_text("all: {hosts: {web1: }}\n")
        (folder / "group_vars" / "all.yml").write_text(f"{text}\n")
    assert 0 == pushcfg(*only, folder=str(project)).code
    assert 0 == pushcfg(*only, "--env", "dev", folder=str(project)).code
    done = pushcfg(*only, "--env", "production", folder=str(project))
    assert (3, True) == (done.code, "error undefined-variable" in done.out)


@pytest.mark.parametrize(("arguments", "told"), [
    (("site.yml", "--rules", "latst"), "there is no rule 'latst'; did you mean 'latest'?"),
    (("none.yml",), "there is no none.yml"),
    ((), "lint what?"),
    (("site.yml", "--json", "--sarif"), "do not go together"),
])  # fmt: skip
def test_usage(arguments, told, project, pushcfg):
    done = pushcfg("lint", *arguments, folder=str(project))
    assert (2, "") == (done.code, done.out)
    assert told in done.err


def test_list_of_rules(pushcfg):
    done = pushcfg("lint", "--list-rules")
    assert [rule.name for rule in RULES] == [line.split()[0] for line in done.out.splitlines()]


def test_docs_have_every_rule():
    text = (ROOT / "docs" / "lint.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert [f"| `{rule.name}` | {rule.severity.value} | {rule.about} |" for rule in RULES] == rows


@pytest.mark.parametrize("options", [(), ("--env", "dev"), ("--env", "staging"), ("--env", "production")])
def test_our_own_playbooks_and_roles_are_clean(options, pushcfg):
    folders = [name for name in ("playbooks", "roles") if (ROOT / name).is_dir()]
    done = pushcfg("lint", *folders, *options, folder=str(ROOT))
    assert (0, True) == (done.code, done.out.endswith("nothing found\n")), done.out
