"""A real runner: what it is told, and what it tells."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from session.started import pythons, started, task

from pushcfg.errors import BootError

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


@EVERY
async def test_no_file_is_written_to_start(python: str, tmp_path: Path) -> None:
    async with started(python, lambda command: f"cd {tmp_path}; HOME={tmp_path} TMPDIR={tmp_path}; export HOME TMPDIR; {command}") as runner:
        await runner.do(task("ping"), task("setup"))
    assert [] == list(tmp_path.iterdir())


async def told(python: str | None, **more: object) -> str:
    """What is said of a runner that does not start."""
    async with started(python, **more) as runner:  # type: ignore[arg-type]
        (done,) = await runner.do(task("ping"))
        assert "unreachable" == done["status"]
        assert isinstance(runner.session.lost, BootError)
        return str(done["message"])


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
