"""Modules about the system beside Ansible's on real hosts: the same results, the same files."""

from collections.abc import Iterator
from os import geteuid, getpid
from pathlib import Path
from typing import Any

import pytest
import yaml
from twins import Twins

from pushcfg.lab import Lab

CASES = sorted((Path(__file__).parent / "twins").glob("*.yml"))
PACKAGES = ["ufw", "locales", "acl", "libcap2-bin", "python3-cryptography", "python3-passlib"]


def lab_of(systemd: bool) -> Iterator[Lab]:
    if geteuid() != 0:
        pytest.skip("a lab takes root on Linux")
    with Lab.up(f"t{getpid()}-{'booted' if systemd else 'twins'}", 2, packages=True, systemd=systemd) as up:
        yield up


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plain() -> Iterator[Lab]:
    for up in lab_of(False):
        for host in up.hosts:
            install = f"apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qqy {' '.join(PACKAGES)}"
            done = up.run(host, ["sh", "-c", install], timeout=240)
            assert done.returncode == 0, done
        yield up


@pytest.fixture(scope="module")
def booted() -> Iterator[Lab]:
    yield from lab_of(True)


def at(told: dict[str, Any], key: str) -> Any:
    """What stands at a dotted key; nothing and false are the same."""
    for word in key.split("."):
        told = told.get(word) or {}
    return told or None


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_same(request: pytest.FixtureRequest, tmp_path: Path, case: Path) -> None:
    wanted = yaml.safe_load(case.read_text())
    lab = request.getfixturevalue("booted" if wanted.get("systemd") else "plain")
    ansible, ours = Twins(lab, tmp_path).both(wanted["tasks"], wanted["files"])
    for task, expected, actual in zip(wanted["tasks"], ansible.told, ours.told, strict=True):
        keys = wanted["keys"] if not expected.get("failed") else ["failed"]
        both = [{key: at(told, key) for key in keys} for told in (expected, actual)]
        assert both[0] == both[1], f"{task}: {expected.get('msg')} / {actual.get('msg')}"
    assert ansible.files == ours.files
