"""Large contents travel once, by their hash, and only to a host that lacks them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from session.started import pythons, started, task

EVERY = pytest.mark.parametrize("python", pythons())
DATA = bytes(range(256)) * 4000
DIGEST = hashlib.sha256(DATA).hexdigest()


class Store:
    """Contents by hash, and what was asked for."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = {hashlib.sha256(data).hexdigest(): data for data in contents}
        self.asked: list[str] = []

    def read(self, digest: str) -> bytes:
        """A content."""
        self.asked.append(digest)
        return self.contents[digest]


def put(path: Path, data: bytes = DATA, **more: Any) -> dict[str, Any]:
    """A copy whose content goes by its hash."""
    return task("copy", dest=str(path), content={"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}, **more)


@EVERY
async def test_a_content_is_fetched_once_and_not_for_a_file_that_has_it(python: str, tmp_path: Path) -> None:
    store = Store(DATA)
    async with started(python, contents=store.read) as runner:
        done = await runner.do(*(put(tmp_path / name) for name in "abc"))
        assert ["changed"] * 3 == [outcome["status"] for outcome in done]
        assert [DATA] * 3 == [(tmp_path / name).read_bytes() for name in "abc"]
        assert [DIGEST] == store.asked
    store = Store(DATA)
    async with started(python, contents=store.read) as runner:
        done = await runner.do(*(put(tmp_path / name) for name in "abc"))
        assert (["ok"] * 3, []) == ([outcome["status"] for outcome in done], store.asked)


async def test_several_contents_at_once(tmp_path: Path) -> None:
    contents = [bytes([number]) * 3_000_000 for number in range(6)]
    async with started(contents=Store(*contents).read) as runner:
        done = await runner.do(*(put(tmp_path / str(number), data) for number, data in enumerate(contents)), within=60)
    assert ["changed"] * 6 == [outcome["status"] for outcome in done]
    assert contents == [(tmp_path / str(number)).read_bytes() for number in range(6)]


async def test_a_file_that_has_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    async with started(contents=lambda digest: DATA + b"more") as runner:
        (done,) = await runner.do(put(tmp_path / "x"))
    assert "failed" == done["status"]
    assert "a file has changed on the controller since the run began" in done["message"]
    assert [] == list(tmp_path.iterdir())


async def test_a_file_that_is_gone_meanwhile_is_told(tmp_path: Path) -> None:
    async with started(contents=lambda digest: Path(tmp_path / "gone").read_bytes()) as runner:
        done = await runner.do(put(tmp_path / "x"), task("ping"), put(tmp_path / "y"))
    assert ["failed", "ok", "failed"] == [outcome["status"] for outcome in done]
    assert f"cannot read {tmp_path}/gone on the controller: No such file or directory" in done[0]["message"]
