"""Large inventories are listed in a fraction of what ansible-inventory takes; a host's variables are read on demand."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pushcfg.inventory import load

BIN = Path(sys.executable).parent
# In a small process of its own: a peak of memory includes that of the process which has started the command.
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
"""


def generator(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """What writes the inventories of `make bench`."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "bench"))
    return importlib.import_module("inventories").write_inventory  # type: ignore[no-any-return]


def cost(folder: Path, *argv: str) -> tuple[float, float]:
    """Processor seconds and peak memory in MB of a command that succeeds; wall time says more of the machine."""
    with (folder / "out").open("wb") as out:
        done = subprocess.run([sys.executable, "-S", "-c", MEASURE, *argv], cwd=folder, stdout=out, stderr=subprocess.PIPE,
                              check=True)  # fmt: skip
    seconds, kilobytes = done.stderr.split()[-2:]
    return float(seconds), float(kilobytes) / 1024


@pytest.mark.parametrize("suffix", ["", ".yml"])
def test_listing(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = str(generator(monkeypatch)(tmp_path, 2000, 60, suffix))
    seconds, memory = cost(tmp_path, str(BIN / "pushcfg"), "inventory", "list", "-i", hosts)
    theirs, _ = cost(tmp_path, str(BIN / "ansible-inventory"), "-i", hosts, "--list")
    # A quarter is what `make bench` insists on; here more of it is the start.
    assert seconds <= theirs / 3
    assert memory < 150


def test_files_of_variables_are_read_when_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = load([generator(monkeypatch)(tmp_path, 100, 20)])
    (tmp_path / "group_vars" / "group007.yml").write_text("a: [")
    assert inventory.variables("host00000.example.com")["setting_1"] == "value 1 of 0"
    assert list(inventory.order)
