"""What is wrong before any host is touched: a message with the place, exit code 2, and no connection at all."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pushcfg.cli import main

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("bad_input.yml").read_text())
Said = tuple[object, str]
Run = Callable[[dict[str, Any]], tuple[object, str, int]]
FINE = "- hosts: all\n  gather_facts: false\n  tasks:\n    - {name: a task, ping: }\n"


class Trap:
    """A listening socket that counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        """Count, and hang up."""
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    """The address of the only host."""
    made = Trap()
    yield made
    made.socket.shutdown(socket.SHUT_RDWR)
    made.socket.close()


def prepared(folder: Path, case: dict[str, Any], trap: Trap) -> list[str]:
    """The command line of a case, whose files are written."""
    (folder / "site.yml").write_text(case.get("playbook", FINE))
    if case.get("binary"):
        (folder / "site.yml").write_bytes(bytes(range(256)) * 20)
    (folder / "hosts.yml").write_text(
        f"all:\n  vars: {{{case.get('variables', '')}}}\n"
        f"  hosts:\n    trap: {{ansible_host: 127.0.0.1, ansible_port: {trap.port}}}\n"
    )
    if "ansible_port" in case.get("variables", ""):
        (folder / "hosts.yml").write_text(f"all: {{hosts: {{trap: {{{case['variables']}}}}}}}\n")
    for name, text in case.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    inventories = [word for name in case.get("inventory", ["hosts.yml"]) for word in ("-i", name)]
    return ["run", *inventories, case.get("target", "site.yml"), *case.get("words", [])]


def pushcfg(words: list[str], folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run the command in this process, since starting one takes longer than finding what is wrong."""
    patch.chdir(folder)
    patch.setattr(sys, "argv", ["pushcfg", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, "".join(capsys.readouterr())


@pytest.fixture
def run(
    tmp_path: Path, trap: Trap, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs a case: the exit code, all that was said, and how often the host was visited."""

    def play(case: dict[str, Any]) -> tuple[object, str, int]:
        before = trap.visits
        code, said = pushcfg(prepared(tmp_path, case, trap), tmp_path, monkeypatch, capsys)
        return code, said, trap.visits - before

    return play


def test_the_trap_counts(run: Run) -> None:
    code, said, visits = run({})
    assert (5, 1) == (code, visits), said


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_bad_input(case: dict[str, Any], run: Run) -> None:
    code, said, visits = run(case)
    assert (2, 0) == (code, visits), said
    assert "Traceback" not in said
    assert "fault of pushcfg" not in said
    assert [] == [words for words in case["says"] if words not in said], said


def test_tags_that_match_nothing_do_nothing(run: Run) -> None:
    code, said, visits = run({"words": ["--tags", "nothing-of-that-name"]})
    assert (0, 0) == (code, visits), said
