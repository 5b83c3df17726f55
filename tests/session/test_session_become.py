"""Runners for other users: passed on by a runner that is root, or through sudo (a script here; on lab hosts the real one)."""

from __future__ import annotations

import asyncio
import os
import secrets
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from session.started import Runner, pythons, running, started, task
from session.test_session_contents import DATA, Store, put

from pushcfg.bundle import bundle
from pushcfg.engine.links import Link, Shared
from pushcfg.engine.options import Options
from pushcfg.errors import BecomeError
from pushcfg.render import Becoming
from pushcfg.session import Session
from pushcfg.session.command import Become, unasked
from pushcfg.session.runner import Limits
from pushcfg.transport import Target

# One that every user may run, unlike those in the home of root.
PYTHON = "/usr/bin/python3"
USER = "nobody"
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user without a password")

# Like nothing that any other process on this machine could have on its command line.
PASSWORD = secrets.token_hex(12)
# Asks like sudo, knows one password, and gives two more tries; -n asks nobody.
SUDO = """#!/bin/sh
if [ "$1" = -n ]; then echo 'sudo: a password is required' >&2; exit 1; fi
while [ $# -gt 0 ]; do case $1 in -p) prompt=$2; shift 2;; -u) shift 2;; -*) shift;; *) break;; esac; done
[ -n "$SUDO_FREE" ] && exec "$@"
for try in 1 2 3; do
    printf '%s' "$prompt" >&2
    read -r given
    [ "$given" = WORD ] && exec "$@"
    echo 'Sorry, try again.' >&2
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1
"""


@asynccontextmanager
async def through_sudo(folder: Path, password: str | None, before: str = "", **more: Any) -> AsyncIterator[Runner]:
    """A runner behind a sudo that asks for PASSWORD."""
    script = folder / "sudo"
    script.write_text(SUDO.replace("WORD", PASSWORD))
    script.chmod(0o755)
    change = f"PATH={folder}:$PATH; export PATH; {before}"
    become = Become("root", "-H", password)
    async with started(change=lambda command: change + command, become=become, **more) as runner:
        yield runner


async def test_sudo_with_a_password(tmp_path: Path) -> None:
    async with through_sudo(tmp_path, PASSWORD, "echo welcome; printf noise; ") as runner:
        assert "ok" == (await runner.do(task("ping")))[0]["status"]
        assert 1 == runner.session.asked
        assert [] == running(PASSWORD)


async def test_sudo_that_does_not_ask(tmp_path: Path) -> None:
    async with through_sudo(tmp_path, PASSWORD, "SUDO_FREE=1; export SUDO_FREE; ") as runner:
        assert "ok" == (await runner.do(task("ping")))[0]["status"]
        assert 0 == runner.session.asked


async def test_a_password_that_sudo_refuses(tmp_path: Path) -> None:
    with pytest.raises(BecomeError, match="sudo refused the password; check -K, or ansible_become_password"):
        async with through_sudo(tmp_path, "wrong"):
            pass


async def test_a_password_that_sudo_misses(tmp_path: Path) -> None:
    async with through_sudo(tmp_path, None) as runner:
        (done,) = await runner.do(task("ping"))
    wanted = "cannot become root: sudo: a password is required; give the sudo password with -K, or ansible_become_password"
    assert ("unreachable", wanted) == (done["status"], done["message"])


async def test_sudo_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(BecomeError, match=r"sudo did not answer within 0.3 s"):
        async with through_sudo(tmp_path, PASSWORD, "sleep 3; ", limits=Limits(boot=0.3)):
            pass


# --- root becomes others itself ---


class Host:
    """A link to this machine, and what its sessions answer."""

    def __init__(self, link: Link) -> None:
        self.link = link

    async def do(self, user: str | None, *tasks: dict[str, Any]) -> list[dict[str, Any]]:
        """The outcomes of tasks of a user."""
        session = self.link.session(None if user is None else Becoming(user))
        async with asyncio.timeout(15):
            return await asyncio.gather(*(self.submit(session, message) for message in tasks))

    async def submit(self, session: Session, message: dict[str, Any]) -> dict[str, Any]:
        """One outcome."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        session.submit(message, future.set_result)
        session.flush()
        return await future


@asynccontextmanager
async def here(python: str = PYTHON, store: Store | None = None, **options: Any) -> AsyncIterator[Host]:
    """This machine as a host."""
    modules = frozenset({"command", "copy", "file", "ping", "shell", "user"})
    shared = Shared(Options(**options), bundle(modules), (store or Store()).read)
    link = Link(shared, Target("here", "here", connection="local"), python, None)
    try:
        yield Host(link)
    finally:
        await link.close(5)


@root
async def test_root_passes_tasks_on_to_another_user() -> None:
    async with here() as host:
        done = await host.do(USER, *(task("command", cmd="id -un") for _ in range(2)),
                             task("shell", cmd="echo $HOME $USER; id -G"))
        assert [USER, USER] == [outcome["result"]["stdout"] for outcome in done[:2]]
        assert "/nonexistent nobody\n65534" == done[2]["result"]["stdout"]
        assert "root" == (await host.do(None, task("command", cmd="id -un")))[0]["result"]["stdout"]
        assert 1 == len(host.link.runners)


@root
async def test_contents_reach_another_user(tmp_path: Path) -> None:
    folder = Path("/tmp") / f"pushcfg-test-{os.getpid()}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    try:
        async with here(store=Store(DATA)) as host:
            (done,) = await host.do(USER, put(folder / "x"))
            assert "changed" == done["status"], done
            assert (DATA, 65534) == ((folder / "x").read_bytes(), (folder / "x").stat().st_uid)
    finally:
        (folder / "x").unlink(missing_ok=True)
        folder.rmdir()


@root
async def test_a_user_that_is_not_there_is_told_every_time() -> None:
    async with here() as host:
        for _ in range(2):
            (done,) = await host.do("nobody-such", task("ping"))
            assert ("unreachable", "cannot become nobody-such: there is no such user") == (
                done["status"], done["message"])
        assert "ok" == (await host.do(None, task("ping")))[0]["status"]


@root
async def test_a_python_that_another_user_may_not_run_is_told() -> None:
    hidden = pythons()[0]
    if all(os.stat(folder).st_mode & stat.S_IXOTH for folder in Path(hidden).parents):
        pytest.skip("every Python here can be run by everybody")
    async with here(hidden) as host:
        (done,) = await host.do(USER, task("ping"))
        assert "unreachable" == done["status"]
        assert f"cannot become {USER}: " in done["message"]
        assert "ok" == (await host.do(None, task("ping")))[0]["status"]


@root
async def test_a_killed_runner_of_another_user_is_noticed_and_its_host_goes_on() -> None:
    async with here() as host:
        (pid,) = [outcome["result"]["stdout"] for outcome in await host.do(USER, task("shell", cmd="echo $PPID"))]
        waits = asyncio.ensure_future(host.do(USER, task("command", cmd="sleep 20.77")))
        await asyncio.sleep(0.3)
        os.kill(int(pid), 9)
        async with asyncio.timeout(3):
            (done,) = await waits
        assert ("unreachable", f"the runner of {USER} has ended") == (done["status"], done["message"])
        assert "unreachable" == (await host.do(USER, task("ping")))[0]["status"]
        assert "ok" == (await host.do(None, task("ping")))[0]["status"]


@root
async def test_all_runners_end_with_the_link() -> None:
    async with here() as host:
        pids = [(await host.do(user, task("shell", cmd="echo $PPID")))[0]["result"]["stdout"] for user in (None, USER)]
        waits = [asyncio.ensure_future(host.do(user, task("shell", cmd="trap '' TERM; sleep 40.78"))) for user in (None, USER)]
        await asyncio.sleep(0.4)
        start = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - start < 5
    assert [False, False] == [Path(f"/proc/{pid}").exists() for pid in pids]
    assert [] == running("sleep 40.78")
    await asyncio.gather(*waits)


@root
async def test_a_lost_runner_is_started_anew_for_later_tasks() -> None:
    async with here() as host:
        (pid,) = [outcome["result"]["stdout"] for outcome in await host.do(None, task("shell", cmd="echo $PPID"))]
        await host.do(USER, task("ping"))
        os.kill(int(pid), 9)
        await asyncio.sleep(0.5)
        assert ["ok", "ok"] == [(await host.do(user, task("ping")))[0]["status"] for user in (None, USER)]


# --- what a check draws ---


@root
async def test_a_check_sees_what_another_user_would_have_done(tmp_path: Path) -> None:
    async with here(check=True) as host:
        folder = Path("/var/tmp") / f"pushcfg-not-there-{os.getpid()}"
        checked = {"MODE": "check"}
        made = await host.do(None, task("file", path=str(folder), state="directory", owner=USER, **checked))
        below = await host.do(USER, task("copy", dest=str(folder / "x"), content="x", **checked))
        again = await host.do(None, task("file", path=str(folder / "x"), state="file", mode="0600", **checked))
        assert ["changed"] * 3 == [outcome["status"] for outcome in [*made, *below, *again]], below
        assert not folder.exists()


@root
async def test_a_check_does_not_know_what_a_user_to_come_would_do() -> None:
    async with here(check=True) as host:
        name = f"pushcfg{os.getpid()}"
        made = await host.do(None, task("user", name=name, MODE="check"))
        assert "changed" == made[0]["status"], made
        for _ in range(2):
            (done,) = await host.do(name, task("command", cmd="id", MODE="check"))
            assert ("unknown", f"the user {name}") == (done["status"], done["waits_for"])
        assert "unreachable" == (await host.do("someone-else", task("ping", MODE="check")))[0]["status"]


@pytest.mark.parametrize(("told", "asks"), [
    (b"Password: ", True), (b"Passwort: ", True), ("パスワード：".encode(), True), (b"Mot de passe\xc2\xa0: ", True),
    (b"welcome\nPassword:", True), (b"Password: \nsu: ", False), (b"su:", False),
    (b"Password: \nsu: Authentication failure\n", False), (b"", False),
])  # fmt: skip
def test_what_su_says_is_a_question_or_a_complaint_whose_beginning_came_alone(told: bytes, asks: bool) -> None:
    become = Become("ops", password="x", program="/usr/bin/su", method="su")
    assert (b"" if asks else None) == unasked(become, told)
