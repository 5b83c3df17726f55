"""Modules of a playbook and of a role: by their short names, the nearest first, in checks, includes, handlers and jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pushcfg.cli.main import cli
from pushcfg.errors import PlaybookError

SITE = Path(__file__).parent / "playbook" / "site.yml"


def run(tmp_path: Path, *words: str, playbook: Path = SITE) -> tuple[Any, str]:
    args = ["run", "-i", "localhost,", "-c", "local", "-e", f"folder={tmp_path}", str(playbook), *words]
    done = CliRunner().invoke(cli, args, catch_exceptions=False, standalone_mode=False)
    return done.return_value, done.output


def written(tmp_path: Path) -> dict[str, str]:
    return {path.name: path.read_text().strip() for path in sorted(tmp_path.iterdir()) if path.is_file()}


def test_they_do_what_modules_do(tmp_path: Path) -> None:
    assert (3, {}) == (run(tmp_path, "--check")[0], written(tmp_path))
    code, output = run(tmp_path)
    assert 0 == code, output
    assert {"of_role": "of the role", "included": "from vars", "handler": "of the role", "of_play": "mark",
            "job": "in a job"} == written(tmp_path)  # fmt: skip
    code, output = run(tmp_path, "-v")
    assert (0, True) == (code, "changed=1 failed=0" in output or "changed=0" in output), output
    assert "has : marker" in output
    assert "marker__" not in output


def test_a_wrong_argument_is_told_before_the_run(tmp_path: Path) -> None:
    playbook = SITE.parent / "wrong.yml"
    with pytest.raises(PlaybookError, match=r"wrong.yml:4:16: marker has no argument 'wird'; did you mean 'word'\?"):
        run(tmp_path, playbook=playbook)


def test_a_module_of_ansible_is_refused_where_it_is_used(tmp_path: Path) -> None:
    told = r"other.yml:\d+:\d+: theirs is a module of Ansible's API in library/, which pushcfg does not run"
    with pytest.raises(PlaybookError, match=told):
        run(tmp_path, playbook=SITE.parent / "theirs.yml")
    assert 4 == run(tmp_path, "-e", "uses=true")[0]
