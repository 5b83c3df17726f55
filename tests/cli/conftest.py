"""Runs the command line in this process, as its entry point does."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pushcfg.cli import main

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Done:
    """What a command has left: exit code, what it printed, and what it said on stderr."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events that --json has printed; every line is one."""
        return [json.loads(line) for line in self.out.splitlines()]

    def ends(self, *fields: str) -> list[tuple[Any, ...]]:
        """Fields of every task that has ended, in order."""
        return [tuple(event[name] for name in fields) for event in self.events if event["event"] == "task_ended"]


Pushcfg = Callable[..., Done]


@pytest.fixture
def pushcfg(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Pushcfg:
    """Run `pushcfg ARGS`, started in the folder of the playbooks or another one beside it."""

    def run(*args: str, folder: str = "playbooks") -> Done:
        monkeypatch.chdir(HERE / folder)
        monkeypatch.setattr(sys, "argv", ["pushcfg", *args])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfd.readouterr()
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return run
