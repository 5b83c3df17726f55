"""`pushcfg graph`, compared with stored text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("language", ["text", "dot", "mermaid"])
def test_a_drawing(language, pushcfg) -> None:
    done = pushcfg("graph", "graph.yml", "--format", language)
    assert (0, "") == (done.code, done.err)
    assert (EXPECTED / f"graph.{language}").read_text(encoding="utf-8") == done.out


def test_text_is_the_default(pushcfg) -> None:
    assert pushcfg("graph", "graph.yml", "--format", "text").out == pushcfg("graph", "graph.yml").out


@pytest.mark.parametrize("chosen", ["2", "databases"])
def test_one_play(chosen, pushcfg) -> None:
    done = pushcfg("graph", "graph.yml", "--play", chosen)
    assert ["PLAY databases  (graph.yml:42:3)"] == [line for line in done.out.splitlines() if "PLAY" in line]


@pytest.mark.parametrize(
    ("chosen", "hint"),
    [("database", "did you mean 'databases'?"), ("3", 'its plays are: 1 web "servers", 2 databases')],
)
def test_a_play_that_is_not_there(chosen, hint, pushcfg) -> None:
    done = pushcfg("graph", "graph.yml", "--play", chosen)
    assert (2, f"error: the playbook has no play {chosen!r}; {hint}\n") == (done.code, done.err)


def test_a_cycle_is_told_with_its_places(pushcfg) -> None:
    done = pushcfg("graph", "cycle.yml")
    assert (2, "") == (done.code, done.out)
    assert "second (cycle.yml:4:7) -> first (cycle.yml:3:7) -> second (cycle.yml:4:7)" in done.err


def test_needs_of_nothing(pushcfg) -> None:
    done = pushcfg("graph", "needs_nothing.yml")
    assert (2, "") == (done.code, done.out)
    assert "did you mean 'install'?" in done.err


def test_every_edge_of_a_drawing_ends_at_vertices_of_it(pushcfg) -> None:
    dot = pushcfg("graph", "graph.yml", "--format", "dot").out
    vertices = set(re.findall(r"^    (p\d+t\d+) \[", dot, re.MULTILINE))
    ends = {end for edge in re.findall(r"(p\d+t\d+) -> (p\d+t\d+) \[", dot) for end in edge}
    assert vertices
    assert set() == ends - vertices


def test_dot_quotes_are_closed(pushcfg) -> None:
    dot = pushcfg("graph", "graph.yml", "--format", "dot").out
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", dot)
    assert '"' not in outside
    assert outside.count("{") == outside.count("}")
    assert outside.count("[") == outside.count("]")


def test_mermaid_labels_have_nothing_that_ends_them(pushcfg) -> None:
    labels = re.findall(r'(?:[\[{(|])"(.*)"(?:[\]})|])', pushcfg("graph", "graph.yml", "--format", "mermaid").out)
    assert "1#46; #34;last#34; #92; #60;b#62; #124; #35;5" in labels
    assert [] == [label for label in labels if re.search(r'["<>\[\]{}|`]', label)]
