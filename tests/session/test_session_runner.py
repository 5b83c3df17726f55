"""A real runner: what it is told and tells, how it ends, and that nothing stays behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest
from session.started import children_of, pythons, running, started, task

from pushcfg.errors import BootError, LostError
from pushcfg.session.runner import Limits

EVERY = pytest.mark.parametrize("python", pythons())


@EVERY
async def test_a_task_is_done_and_told(python: str, tmp_path: Path) -> None:
    async with started(python) as runner:
        done = await runner.do(task("ping"), task("copy", dest=str(tmp_path / "x"), content="hello\n"))
        assert ["ok", "changed"] == [outcome["status"] for outcome in done]
        assert "hello\n" == (tmp_path / "x").read_text()
        assert runner.session.greeted
        again = await runner.do(task("copy", dest=str(tmp_path / "x"), content="hello\n"))
        assert "ok" == again[0]["status"]


@EVERY
async def test_noise_before_the_greeting_is_passed_over(python: str) -> None:
    noise = "printf '%s' '{\"op\":\"hello\"} Welcome!\n{not json\n{}\n[1]\n\377\376 no newline at the end'; "
    async with started(python, lambda command: noise + command) as runner:
        assert "ok" == (await runner.do(task("ping")))[0]["status"]


async def test_what_a_module_prints_does_not_break_the_protocol(tmp_path: Path) -> None:
    async with started() as runner:
        done = await runner.do(task("shell", cmd="echo '{\"op\":\"result\",\"id\":1}' > /proc/$PPID/fd/1; echo out; echo err >&2"))
        assert ("changed", "out", "err") == (
            done[0]["status"], done[0]["result"]["stdout"], done[0]["result"]["stderr"])


@EVERY
@pytest.mark.parametrize("text", ["\u00e4\u20ac\U0001f600", "\u2028\u0085\x1b[1m\x07", "a\\u0000b\"'\\", "line\nline\r\n"])
async def test_odd_text_comes_through(python: str, tmp_path: Path, text: str) -> None:
    async with started(python) as runner:
        file = tmp_path / "odd"
        done = await runner.do(task("copy", dest=str(file), content=text), task("command", argv=["cat", str(file)], AFTER=[1],
                                                                              strip_empty_ends=False))
        assert text == done[1]["result"]["stdout"]


@EVERY
async def test_bytes_that_are_no_text_survive_the_way_both_ways(python: str, tmp_path: Path) -> None:
    file = tmp_path / "raw"
    async with started(python) as runner:
        done = await runner.do(task("copy", dest=str(file), content=b"\xff\x00\xe4".decode("utf-8", "surrogateescape")),
                               task("command", argv=["cat", str(file)], AFTER=[1]))
        assert b"\xff\x00\xe4" == file.read_bytes()
        assert b"\xff\x00\xe4" == done[1]["result"]["stdout"].encode("utf-8", "surrogateescape")


async def test_a_big_output_comes_through_quickly() -> None:
    async with started() as runner:
        before = time.process_time()
        (done,) = await runner.do(task("shell", cmd="head -c 20000000 /dev/zero | tr '\\0' x"), within=60)
        assert 20_000_000 == len(done["result"]["stdout"])
        # Twice, since lines of the output go along; the session may not look at it again and again.
        assert time.process_time() - before < 5


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


@EVERY
async def test_no_file_is_written_to_start(python: str, tmp_path: Path) -> None:
    async with started(python, lambda command: f"cd {tmp_path}; HOME={tmp_path} TMPDIR={tmp_path}; export HOME TMPDIR; {command}") as runner:
        await runner.do(task("ping"), task("setup"))
    assert [] == list(tmp_path.iterdir())


# --- Pythons ---


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


# --- what cannot be told ---


async def test_a_module_that_crashes_fails_with_its_traceback() -> None:
    async with started() as runner:
        done = await runner.do(task("ping", data="crash"), task("no_such_module"), task("ping"))
    assert ["failed", "failed", "ok"] == [outcome["status"] for outcome in done]
    assert "the module ping crashed: " in done[0]["message"]
    assert "Traceback" in done[0]["traceback"]
    assert "ModuleNotFoundError" in done[1]["message"]


def test_a_result_that_json_cannot_carry_is_a_failure() -> None:
    from modules.runner.main import tell

    said = []

    class Voice:
        def say(self, message: dict[str, object]) -> None:
            said.append(json.loads(json.dumps(message)))

    tell(Voice(), {"id": 3, "module": "odd"}, {"status": "ok", "result": {"x": {1, 2}}})
    assert (3, "failed") == (said[0]["id"], said[0]["outcome"]["status"])
    assert "the module odd gave back what cannot be told" in said[0]["outcome"]["message"]


async def test_many_tasks_behind_a_failure_are_blocked() -> None:
    async with started() as runner:
        tasks = [task("command", cmd="false")] + [task("ping", AFTER=[number]) for number in range(1, 3000)]
        done = await runner.do(*tasks)
    assert ["failed"] + ["blocked"] * 2999 == [outcome["status"] for outcome in done]
