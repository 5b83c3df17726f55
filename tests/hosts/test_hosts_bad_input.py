"""What is wrong before any host is touched: a message with the place, exit code 2, and no connection at all."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hosts.operating import PUSHCFG

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("bad_input.yml").read_text())
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
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    inventories = [word for name in case.get("inventory", ["hosts.yml"]) for word in ("-i", name)]
    return [*PUSHCFG, "run", *inventories, case.get("target", "site.yml"), *case.get("words", [])]


def finish(argv: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it."""
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)


def test_the_trap_counts(tmp_path: Path, trap: Trap) -> None:
    before = trap.visits
    done = finish(prepared(tmp_path, {}, trap), tmp_path)
    assert (5, 1) == (done.returncode, trap.visits - before), done.stdout + done.stderr


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_bad_input(case: dict[str, Any], tmp_path: Path, trap: Trap) -> None:
    before = trap.visits
    done = finish(prepared(tmp_path, case, trap), tmp_path)
    said = done.stdout + done.stderr
    assert 2 == done.returncode, said
    assert before == trap.visits, "a host was touched"
    assert "Traceback" not in said
    assert "fault of pushcfg" not in said
    assert [] == [words for words in case["says"] if words not in said], said


def test_tags_that_match_nothing_do_nothing(tmp_path: Path, trap: Trap) -> None:
    before = trap.visits
    done = finish(prepared(tmp_path, {"words": ["--tags", "nothing-of-that-name"]}, trap), tmp_path)
    assert (0, before) == (done.returncode, trap.visits), done.stdout + done.stderr
