"""~ and variables in paths, as a real runner reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from session.started import pythons, started, task

EVERY = pytest.mark.parametrize("python", pythons())


@EVERY
async def test_the_tasks_environment_counts(python: str, tmp_path: Path) -> None:
    own = {"HOME": str(tmp_path), "NAME": "x"}
    async with started(python) as runner:
        done = await runner.do(
            task("file", path={"path": "~/$NAME"}, state="directory", ENV=own),
            task("file", path={"path": "~/${NAME}/checked"}, state="directory", ENV=own, MODE="check", AFTER=[1]),
        )
        assert ["changed", "changed"] == [outcome["status"] for outcome in done], done
        assert [str(tmp_path / "x"), str(tmp_path / "x" / "checked")] == [outcome["result"]["path"] for outcome in done]


async def test_copy_takes_the_home_of_the_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "account").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "account"))
    async with started() as runner:
        (done,) = await runner.do(
            task("copy", dest={"path": "~/x"}, content="x", ENV={"HOME": str(tmp_path / "other")}))
        assert str(tmp_path / "account" / "x") == done["result"]["dest"]


async def test_the_home_of_a_user_to_come_is_known_in_a_check() -> None:
    async with started() as runner:
        made = task("user", name="web-to-come", home="/srv/web-to-come", MODE="check")
        inside = task("file", path={"path": "~web-to-come/x"}, state="directory", MODE="check", AFTER=[1])
        done = await runner.do(made, inside)
        assert "/srv/web-to-come/x" == done[1]["result"]["path"], done


async def test_the_tasks_path_finds_programs(tmp_path: Path) -> None:
    (tmp_path / "apt-cache").write_text("#!/bin/sh\nprintf 'odd:\\n  Candidate: 7\\n     7 500\\n'\n")
    (tmp_path / "apt-cache").chmod(0o755)
    async with started() as runner:
        own = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        (done,) = await runner.do(task("apt", name=["odd"], state="present", MODE="check", ENV=own))
        assert [["odd", None, "7"]] == [change for change in done["changes"] if change[0] == "odd"], done
