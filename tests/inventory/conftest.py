"""What ansible-core itself makes of an inventory, to compare with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def ansible_inventory() -> Callable[..., str]:
    """Runs the real ansible-inventory and gives what it prints."""
    program = Path(sys.executable).with_name("ansible-inventory")
    if not program.exists():
        pytest.skip("ansible-core is not installed here")

    def run(directory: Path, *arguments: str) -> str:
        done = subprocess.run(
            [str(program), *arguments],
            cwd=directory,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"},
        )
        return done.stdout

    return run


@pytest.fixture(scope="session")
def ansible_manager() -> Callable[..., Any]:
    """Ansible's own inventory of some sources, in this process."""
    manager = pytest.importorskip("ansible.inventory.manager")
    loader = pytest.importorskip("ansible.parsing.dataloader")
    pytest.importorskip("ansible.plugins.loader").init_plugin_loader([])

    def make(*sources: Path | str) -> Any:
        return manager.InventoryManager(loader.DataLoader(), [str(source) for source in sources])

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file below the test's directory."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write_file
