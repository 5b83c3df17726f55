"""Roles and collections from real git repositories on this machine, tarballs and folders."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from pushcfg.cli.main import cli
from pushcfg.errors import SourceError

GIT = {**os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a",
       "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_CONFIG_GLOBAL": "/dev/null"}  # fmt: skip


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=GIT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def role(folder: Path, says: str, meta: str = "galaxy_info: {author: a}\n") -> Path:
    """A role whose one task says something."""
    for part, text in (("tasks", f"- debug: {{msg: {says}}}\n"), ("meta", meta)):
        (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / part / "main.yml").write_text(text)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A role in git: v1, v2, and one commit more on the branch main."""
    folder = role(tmp_path / "origin" / "ansible-role-web", "one")
    git(folder, "init", "-q", "-b", "main")
    for says, tag in (("one", "v1"), ("two", "v2"), ("three", None)):
        role(folder, says)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", says)
        if tag:
            git(folder, "tag", tag)
    return folder


def run(tmp_path: Path, *words: str) -> tuple[int | None, str]:
    """The exit code and the output of `role install`; an error is its message."""
    args = ["role", "install", "-p", str(tmp_path / "roles"), "--collections-path", str(tmp_path / "collections"), *words]
    try:
        done = CliRunner().invoke(cli, args, catch_exceptions=False, standalone_mode=False)
    except SourceError as error:
        return 2, str(error)
    return done.return_value, done.output.replace(str(tmp_path), "HERE")


def says(tmp_path: Path, name: str) -> str:
    return (tmp_path / "roles" / name / "tasks" / "main.yml").read_text().partition("msg: ")[2].rstrip("}\n")


def left(tmp_path: Path) -> list[str]:
    """What is in the folder of roles, hidden or not."""
    return sorted(path.name for path in (tmp_path / "roles").iterdir()) if (tmp_path / "roles").exists() else []


@pytest.mark.parametrize(("version", "expected"), [("v1", "one"), ("v2", "two"), ("main", "three"), ("", "three")])
def test_a_version_of_a_repository(tmp_path: Path, repository: Path, version: str, expected: str) -> None:
    assert run(tmp_path, f"file://{repository},{version}")[0] == 0
    assert (expected, ["ansible-role-web"]) == (says(tmp_path, "ansible-role-web"), left(tmp_path))
    assert not (tmp_path / "roles" / "ansible-role-web" / ".git").exists()


def test_a_commit_and_a_name(tmp_path: Path, repository: Path) -> None:
    commit = git(repository, "rev-parse", "v1")
    code, output = run(tmp_path, f"git+file://{repository},{commit},web")
    assert (0, f"role web: installed {commit}  (HERE/roles/web, from file://HERE/origin/ansible-role-web)\n") == (code, output)
    assert "one" == says(tmp_path, "web")


def test_what_is_there_stays_and_another_version_wants_force(tmp_path: Path, repository: Path) -> None:
    source = f"file://{repository}"
    run(tmp_path, f"{source},v1,web")
    assert (0, f"role web: is there already, v1  (HERE/roles/web, from file://HERE/origin/{repository.name})\n") == run(
        tmp_path, f"{source},v1,web")
    code, output = run(tmp_path, f"{source},v2,web")
    assert (2, "one") == (code, says(tmp_path, "web"))
    assert "has the version v1, not v2; --force replaces it" in output
    assert "replaced v2" in run(tmp_path, f"{source},v2,web", "--force")[1]
    assert ("two", ["web"]) == (says(tmp_path, "web"), left(tmp_path))


def test_force_does_not_replace_what_somebody_else_has_made(tmp_path: Path, repository: Path) -> None:
    role(tmp_path / "roles" / "web", "my own")
    code, output = run(tmp_path, f"file://{repository},v1,web", "--force")
    assert (2, "my own", ["web"]) == (code, says(tmp_path, "web"), left(tmp_path))
    assert "was not installed, so it is not replaced" in output


def test_requirements_of_every_kind(tmp_path: Path, repository: Path) -> None:
    role(tmp_path / "origin" / "plain", "folder")
    with tarfile.open(tmp_path / "packed.tar.gz", "w:gz") as archive:
        archive.add(role(tmp_path / "origin" / "in-tar", "tarball"), "in-tar-1.0")
    collection = tmp_path / "origin" / "collection"
    role(collection / "roles" / "inner", "collection")
    (collection / "galaxy.yml").write_text("namespace: ours\nname: tools\nversion: 1.0.0\n")
    (tmp_path / "more.yml").write_text("- src: ./packed.tar.gz\n  name: packed\n")
    (tmp_path / "requirements.yml").write_text(
        f"roles:\n  - {{src: 'file://{repository}', scm: git, version: v1, name: one}}\n  - ./origin/plain\n"
        f"  - src: {repository}/\n    scm: git\n    version: v2\n    name: two\n  - include: more.yml\n"
        "collections:\n  - {name: ./origin/collection, type: dir}\n")  # fmt: skip
    code, output = run(tmp_path, "-r", str(tmp_path / "requirements.yml"))
    assert (0, 5) == (code, output.count(": installed"))
    assert ["one", "packed", "plain", "two"] == left(tmp_path)
    assert ["one", "two", "tarball", "folder"] == [says(tmp_path, name) for name in ("one", "two", "packed", "plain")]
    assert (tmp_path / "collections/ansible_collections/ours/tools/roles/inner/tasks/main.yml").is_file()


def test_dependencies_come_along(tmp_path: Path, repository: Path) -> None:
    role(tmp_path / "origin" / "top", "top", f"dependencies:\n  - {{src: 'file://{repository}', scm: git, version: v2, name: dep}}\n")
    assert run(tmp_path, f"{tmp_path}/origin/top")[0] == 0
    assert (["dep", "top"], "two") == (left(tmp_path), says(tmp_path, "dep"))


def test_an_error_leaves_all_as_it_was(tmp_path: Path, repository: Path) -> None:
    code, output = run(tmp_path, f"file://{repository},v1,web", f"file://{repository},v9,other")
    assert (2, []) == (code, left(tmp_path))
    assert output.endswith("has no branch, tag or commit 'v9'; its newest tags are v2, v1") or "v9" in output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- geerlingguy.ntp\n", "'geerlingguy.ntp' is a name that only a Galaxy server knows; pushcfg asks no Galaxy server"),
        ("collections:\n  - community.general\n", "'community.general' is a name that only a Galaxy server knows"),
        ("collections:\n  - {name: a.b, source: 'https://galaxy.example.com'}\n", "'a.b' is to come from a server"),
        ("- {src: 'https://example.com/x.tar.gz'}\n", "is a tarball elsewhere; fetch it and name the file"),
        ("- {src: ./x, scm: hg}\n", "scm 'hg' is not supported; use git"),
        ("- {src: ./nothing}\n", "there is no folder"),
        ("- {src: ./nothing.tar.gz}\n", "there is no"),
        ("- {src: 'file:///nowhere/x.git'}\n", "git cannot get file:///nowhere/x.git: fatal:"),
        ("- {src: 'file:///x', version: --upload-pack=x}\n", "is no branch, tag or commit"),
        ("- {src: 'ext::sh -c true', scm: git}\n", "git cannot get"),
        ("- {src: ., name: ../out}\n", "'../out' is no name for a role"),
        ("- {src: ., versoin: v1}\n", "'versoin' is no key of a role; there are: name, role, scm, src, version"),
        ("- {src: ./empty}\n", "is no role: it has none of tasks"),
        ("role: x\n", "'role' is neither roles nor collections"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "requirements.yml").write_text(text)
    (tmp_path / "empty").mkdir()
    code, output = run(tmp_path, "-r", str(tmp_path / "requirements.yml"))
    assert (2, []) == (code, left(tmp_path))
    assert told in output
    assert "requirements.yml:" in output


def test_a_member_that_leads_outside_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as archive:
        archive.add(role(tmp_path / "good", "x"), "../out")
    code, output = run(tmp_path, f"{tmp_path}/bad.tar.gz")
    assert (2, []) == (code, left(tmp_path))
    assert "is no part of a role" in output


def test_a_password_in_an_address_is_not_shown(tmp_path: Path) -> None:
    code, output = run(tmp_path, "https://me:hunter2@127.0.0.1:9/x.git")
    assert (2, False) == (code, "hunter2" in output)
