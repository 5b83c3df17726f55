"""Which Python a runner is started with, and what is told where none fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from session.started import pythons, started, task

from pushcfg.errors import BootError


async def told(python: str | None, **more: object) -> str:
    """What is said of a runner that does not start."""
    async with started(python, **more) as runner:  # type: ignore[arg-type]
        (done,) = await runner.do(task("ping"))
        assert "unreachable" == done["status"]
        assert isinstance(runner.session.lost, BootError)
        return str(done["message"])


async def test_a_missing_interpreter_is_told() -> None:
    assert (
        "found no Python 3.6 or later (looked for /opt/none/python3); install python3, or set ansible_python_interpreter"
        == await told("/opt/none/python3")
    )


def hide(command: str) -> str:
    """A command on a host that has no Python, neither on PATH nor in the places that are tried besides."""
    return f"PATH=/nowhere; export PATH; {command}".replace("/usr/", "/nowhere/")


async def test_no_python_at_all_is_told() -> None:
    assert (
        "found no Python 3.6 or later (looked for python3, /usr/libexec/platform-python, ...); "
        "install python3, or set ansible_python_interpreter"
    ) == await told("", change=hide)


async def test_a_python_is_found(tmp_path: Path) -> None:
    (tmp_path / "python3.9").symlink_to(pythons()[0])
    change = f"PATH={tmp_path}; export PATH; "
    async with started("", lambda command: change + command.replace("/usr/", "/nowhere/")) as runner:
        assert "ok" == (await runner.do(task("ping")))[0]["status"]


def old_pythons() -> list[str]:
    """What Python 2 says of -I, and the real one where there is one."""
    return ["a script", *map(str, Path("~/.pyenv/versions").expanduser().glob("2.*/bin/python2.7"))]


@pytest.mark.parametrize("old", old_pythons())
async def test_a_python_that_is_too_old_is_told(old: str, tmp_path: Path) -> None:
    if old == "a script":
        old = str(tmp_path / "python2")
        Path(old).write_text("#!/bin/sh\necho 'Unknown option: -I' >&2\nexit 2\n")
        Path(old).chmod(0o755)
    assert f"{old} must be Python 3.6 or later: set ansible_python_interpreter" in await told(old)


async def test_what_is_no_python_is_told() -> None:
    message = await told("/bin/false")
    assert "the runner did not start: exit status 1; /bin/false must be Python 3.6 or later" in message


async def test_an_interpreter_with_arguments_and_an_env(tmp_path: Path) -> None:
    async with started("/usr/bin/env python3") as runner:
        assert "ok" == (await runner.do(task("ping")))[0]["status"]
