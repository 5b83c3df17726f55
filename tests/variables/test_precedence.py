"""Which of two levels wins, wherever it is asked: every two levels of variables, beside what Ansible says of the same files."""

from __future__ import annotations

import pytest
from language.both import Ran, run_all
from variables import levels

# The probe that sees every level: in a role with params, with variables of its own in a block with variables.
RICHEST = 47


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """The project of levels as both programs have run it."""
    folder = tmp_path_factory.mktemp("levels")
    given = levels.write(folder)
    return {
        program: run_all(program, ["site"], tmp_path_factory.mktemp(program), folder, given)["site"]
        for program in ("ansible", "pushcfg")
    }


def told(ran: Ran) -> list[tuple[str, int, dict[str, str]]]:
    """What each probe has said: the host, which of its probes it is, and the level that gave each variable."""
    return [(host, number, dict(line.split("=", 1) for line in text.splitlines()))
            for host, texts in sorted(ran.said.items()) for number, text in enumerate(texts)]  # fmt: skip


@pytest.mark.timeout(300)
def test_every_task_sees_what_it_sees_in_ansible(ran: dict[str, Ran]) -> None:
    theirs, ours = told(ran["ansible"]), told(ran["pushcfg"])
    assert (0, 0) == (ran["ansible"].code, ran["pushcfg"].code), ran["pushcfg"].output
    assert ran["ansible"].ends == ran["pushcfg"].ends
    assert len(theirs) == len(ours) > 60
    for (host, number, expected), (_, _, actual) in zip(theirs, ours, strict=True):
        differ = {name: (value, actual[name]) for name, value in expected.items() if value != actual[name]}
        assert {} == differ, f"probe {number} of {host}: theirs and ours"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("weaker", "stronger"), list(zip(levels.LEVELS, levels.LEVELS[1:], strict=False)))
def test_each_level_beats_the_one_below(weaker: str, stronger: str, ran: dict[str, Ran]) -> None:
    value = richest(ran["pushcfg"])[levels.names()[weaker, stronger]]
    assert stronger == (value if value in levels.LEVELS else "facts")


@pytest.mark.timeout(300)
def test_each_level_beats_all_below(ran: dict[str, Ran]) -> None:
    values = richest(ran["ansible"])
    winners = {pair: values[name] if values[name] in levels.LEVELS else "facts" for pair, name in levels.names().items()}
    assert {pair: pair[1] for pair in winners} == winners


def richest(ran: Ran) -> dict[str, str]:
    """What the task says that sees every level."""
    return [values for host, _, values in told(ran) if host == "one"][RICHEST]
