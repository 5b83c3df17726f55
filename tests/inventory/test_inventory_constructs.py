"""Constructs of inventories, each written down in constructs/: pushcfg lists what the real ansible-inventory lists."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pushcfg.inventory import load
from pushcfg.inventory.printing import to_json
from pushcfg.inventory.show import as_list
from pushcfg.model import Layer

HERE = Path(__file__).parent
# How many constructs there are, so that none is lost unnoticed.
COUNT = 89


def constructs() -> dict[str, dict[str, Any]]:
    """All constructs by name: `sources` (or the one file), `programs`, `links`, `extra`, and the files by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((HERE / "constructs").glob("*.yml")):
        for name, body in yaml.safe_load(path.read_text()).items():
            found[f"{path.stem}: {name}"] = body
    return found


CONSTRUCTS = constructs()
SETTINGS = ("sources", "programs", "links", "extra")


def written(construct: dict[str, Any], folder: Path) -> list[str]:
    """Write a construct's files into a folder; its sources."""
    files = {name: text for name, text in construct.items() if name not in SETTINGS}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        path.chmod(0o755 if text.startswith("#!") or name in construct.get("programs", ()) else 0o644)
    for name, target in construct.get("links", {}).items():
        (folder / name).symlink_to(target)
    return list(construct.get("sources", files))


def options(construct: dict[str, Any], sources: list[str]) -> list[str]:
    """The arguments for ansible-inventory."""
    extra = ["-e", json.dumps(construct["extra"])] if "extra" in construct else []
    return [*(word for source in sources for word in ("-i", source)), *extra]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, list[str]]]:
    """Where each construct was written, and its sources."""
    made = {}
    for name, construct in CONSTRUCTS.items():
        folder = tmp_path_factory.mktemp("construct")
        made[name] = (folder, written(construct, folder))
    return made


@pytest.fixture(scope="module")
def expected(folders: dict[str, tuple[Path, list[str]]]) -> dict[str, Any]:
    """What the real ansible-inventory lists for each construct."""
    pytest.importorskip("ansible")
    runs = [(str(folder), [*options(CONSTRUCTS[name], sources), "--list"])
            for name, (folder, sources) in folders.items()]  # fmt: skip
    done = subprocess.run([sys.executable, str(HERE / "ansible_runs.py")], input=json.dumps(runs), text=True,
                          capture_output=True, check=True)  # fmt: skip
    found = {}
    for name, (code, out, err) in zip(folders, json.loads(done.stdout), strict=True):
        good = code == 0 and "Failed to parse" not in err
        found[name] = json.loads(out) if good else err
        if good:
            found[name]["_meta"].pop("profile", None)
    return found


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_list(
    name: str,
    folders: dict[str, tuple[Path, list[str]]],
    expected: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, sources = folders[name]
    monkeypatch.chdir(folder)
    extra = Layer("-e", CONSTRUCTS[name].get("extra", {}))
    inventory = load(sources, extra=extra).load_vars_beside(Path(), extra)
    listed = json.loads(to_json(as_list(inventory)))
    assert repr(expected[name]) == repr(listed) or expected[name] == listed


def test_count() -> None:
    assert len(CONSTRUCTS) == COUNT
