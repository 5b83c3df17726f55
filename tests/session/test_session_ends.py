"""How a runner ends, is given up, and that nothing stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from session.started import children_of, pythons, running, started, task

from pushcfg.errors import LostError
from pushcfg.session.runner import Limits

EVERY = pytest.mark.parametrize("python", pythons())


async def test_a_killed_runner_is_noticed_at_once() -> None:
    async with started() as runner:
        pid = await runner.pid()
        first, second = runner.send(task("command", cmd="sleep 4.071"), task("ping", AFTER=[2]))
        await asyncio.sleep(0.2)
        start = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        async with asyncio.timeout(3):
            done = [await first, await second]
        assert time.monotonic() - start < 1
        assert ["unreachable"] * 2 == [outcome["status"] for outcome in done]
        assert isinstance(runner.session.lost, LostError)
        assert "the runner has ended" in done[0]["message"]
        late = await runner.do(task("ping"))
        assert "unreachable" == late[0]["status"]


async def test_a_silent_runner_is_given_up() -> None:
    async with started(limits=Limits(silence=0.5)) as runner:
        pid = await runner.pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            (done,) = await runner.do(task("ping"), within=5)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert ("unreachable", "nothing was heard from the host for 0.5 s") == (done["status"], done["message"])


async def test_a_runner_at_work_is_not_silent() -> None:
    async with started(limits=Limits(silence=11)) as runner:
        assert "changed" == (await runner.do(task("command", cmd="sleep 12")))[0]["status"]


async def test_an_idle_runner_may_be_silent() -> None:
    async with started(limits=Limits(silence=0.3)) as runner:
        await runner.do(task("ping"))
        await asyncio.sleep(1)
        assert "ok" == (await runner.do(task("ping")))[0]["status"]


async def test_a_runner_that_does_not_greet_is_given_up() -> None:
    async with started(change=lambda command: "sleep 4.072", limits=Limits(boot=0.4)) as runner:
        (done,) = await runner.do(task("ping"), within=5)
        assert ("unreachable", "the runner did not start within 0.4 s") == (done["status"], done["message"])


async def test_a_task_that_no_result_comes_of_is_given_up() -> None:
    # The runner itself holds to the timeout of a command; this is for what it cannot end.
    async with started(limits=Limits(task=0.3)) as runner:
        (done,) = await runner.do(task("command", cmd="sleep 3", TIMEOUT=0.2), within=5)
        assert "failed" == done["status"]
        runner.session.longest = 0
        stuck = runner.submit(task("wait_for_ever", TIMEOUT=0.2, AFTER=[99]))
        async with asyncio.timeout(5):
            assert ("unreachable", "no task has ended for 0.5 s") == ((await stuck)["status"], (await stuck)["message"])


@EVERY
async def test_a_timeout_ends_the_whole_process_group(python: str) -> None:
    async with started(python) as runner:
        start = time.monotonic()
        (done,) = await runner.do(task("shell", cmd="sleep 40.73 & sleep 40.73; true", TIMEOUT=0.5))
        assert time.monotonic() - start < 3
        assert "failed" == done["status"]
        assert "did not end within 0.5 seconds" in done["message"]
        assert [] == running("sleep 40.73")


@EVERY
async def test_the_end_of_stdin_ends_children_and_leaves_nothing(python: str) -> None:
    before = set(Path("/tmp").iterdir())
    async with started(python) as runner:
        pid = await runner.pid()
        runner.send(task("shell", cmd="sleep 40.74 & sleep 40.74"), task("shell", cmd="trap '' TERM; sleep 40.74"))
        await asyncio.sleep(0.4)
        assert 2 == len(children_of(pid))
        start = time.monotonic()
    assert time.monotonic() - start < 5
    assert [] == running("sleep 40.74")
    assert not Path(f"/proc/{pid}").exists()
    mine = {path for path in set(Path("/tmp").iterdir()) - before if "pushcfg" in path.name and "bash" not in path.name}
    assert set() == mine


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_a_signal_ends_a_runner_and_its_children(number: int) -> None:
    async with started() as runner:
        pid = await runner.pid()
        waits = runner.submit(task("command", cmd="sleep 40.75"))
        await asyncio.sleep(0.3)
        os.kill(pid, number)
        async with asyncio.timeout(5):
            await runner.session.closed
        assert "unreachable" == (await waits)["status"] or "failed" == (await waits)["status"]
        assert [] == running("sleep 40.75")


async def test_an_aborted_runner_leaves_nothing_either() -> None:
    async with started() as runner:
        await runner.do(task("ping"))
        runner.submit(task("shell", cmd="trap '' TERM; sleep 40.76 & sleep 40.76"))
        await asyncio.sleep(0.3)
        runner.session.lose(LostError("given up"))
        async with asyncio.timeout(6):
            await runner.session.closed
    assert [] == running("sleep 40.76")
