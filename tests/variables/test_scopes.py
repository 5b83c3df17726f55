"""Magic variables, imported playbooks in other folders, and how far variables reach: each playbook of project/ is run by Ansible and by pushcfg."""

from __future__ import annotations

from pathlib import Path

import pytest
from language.both import Ran, run_all

PROJECT = Path(__file__).parent / "project"
NAMES = ("magic", "scopes", "imported")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Ran]]:
    given = ("-i", str(PROJECT / "inventory" / "hosts.ini"))
    return {program: run_all(program, list(NAMES), tmp_path_factory.mktemp(program), PROJECT, given)
            for program in ("ansible", "pushcfg")}  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", NAMES)
def test_means_the_same(name: str, ran: dict[str, dict[str, Ran]]) -> None:
    expected, actual = ran["ansible"][name], ran["pushcfg"][name]
    assert expected.code == actual.code, actual.output[-3000:]
    for host, texts in expected.said.items():
        assert texts == actual.said[host], host
