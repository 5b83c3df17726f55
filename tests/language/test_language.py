"""The language means what it means in Ansible: each playbook here is run by both.

For every host the same tasks end as the same, in the same order, and what the playbook writes out is the same to the
byte. Where pushcfg differs on purpose, differences.yml says so and why.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
import yaml
from language.both import PLAYBOOKS, Ran, run_all

NAMES = sorted(path.stem for path in PLAYBOOKS.glob("*.yml"))
DIFFERENCES = yaml.safe_load((Path(__file__).parent / "differences.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def chosen(request: pytest.FixtureRequest) -> list[str]:
    """The playbooks that this session asks for."""
    wanted = {item.name for item in request.session.items if item.path == Path(__file__)}
    return [name for name in NAMES if f"test_means_the_same[{name}]" in wanted]


@pytest.fixture(scope="session")
def theirs(chosen: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    return run_all("ansible", chosen, tmp_path_factory.mktemp("ansible"))


@pytest.fixture(scope="session")
def ours(chosen: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    return run_all("pushcfg", chosen, tmp_path_factory.mktemp("pushcfg"))


# The first one waits for all: the playbooks run in as few processes as may be.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_means_the_same(name: str, ours: dict[str, Ran], theirs: dict[str, Ran]) -> None:
    expected, actual = theirs[name], ours[name]
    wanted = expected_of_us(name, expected)
    assert wanted == as_lines(actual), "\n".join(
        ["", *difflib.unified_diff(wanted, as_lines(actual), "ansible", "pushcfg", lineterm="", n=8),
         "--- ansible", expected.output[-3000:], "--- pushcfg", actual.output[-3000:]]
    )  # fmt: skip


def expected_of_us(name: str, ran: Ran) -> list[str]:
    """What Ansible did, with the lines of differences.yml in the place of Ansible's."""
    lines = as_lines(ran)
    for difference in DIFFERENCES.get(name, ()):
        if "ours_whole" in difference:
            return list(difference["ours_whole"])
        theirs, ours = difference["theirs"], difference["ours"]
        at = lines.index(theirs) if theirs is not None else lines.index(difference["after"]) + 1
        lines[at : at + (theirs is not None)] = [ours] if ours is not None else []
    return lines


def as_lines(ran: Ran) -> list[str]:
    """A run as lines that can be compared."""
    lines = [f"exit {ran.code}"]
    for host, ends in sorted(ran.ends.items()):
        lines += [f"{host}: {json.dumps(end)}" for end in ends]
    for host, texts in sorted(ran.said.items()):
        lines += [f"{host} said: {line}" for text in texts for line in text.split("\n")]
    for path, text in ran.files.items():
        lines += [f"{path}: {line}" for line in text.split("\n")]
    return lines
