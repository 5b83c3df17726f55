"""An explanation as text, and as data for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pushcfg.errors import Position
from pushcfg.explain.model import Explained, Explanation, Given
from pushcfg.showing import cut, flat, plain

WIDTH = 100
# What a layer of a file is called is the file, which its position names already.
MARK = "=>"
# What is merged with the layers above it.
MERGED = "+>"


def as_text(explanations: Sequence[Explanation]) -> str:
    """Every variable with each of its layers; what several plays see alike is told once."""
    lines: list[str] = []
    for explanation, others in together(explanations):
        if lines:
            lines.append("")
        if len(explanations) > 1 and len(others) < len(explanations):
            lines += [f"in {' and '.join(others)}:", ""]
        for number, explained in enumerate(explanation.variables):
            lines += [""] if number else []
            lines += of_variable(explanation.host, explained)
        lines += [f"note: {note}" for note in explanation.notes]
    return "".join(f"{line}\n" for line in lines)


def as_table(explanations: Sequence[Explanation]) -> str:
    """One line a variable: its value, and where that is set."""
    lines = []
    for explanation, others in together(explanations):
        if len(explanations) > 1 and len(others) < len(explanations):
            lines.append(f"in {' and '.join(others)}:")
        rows = [(explained.name, flat(shown_value(explained)), sources(explained))
                for explained in explanation.variables if explained.winner is not None]  # fmt: skip
        if rows:
            name, place = (max(len(row[column]) for row in rows) for column in (0, 2))
            room = max(20, WIDTH - name - place - 4)
            widest = min(room, max(len(row[1]) for row in rows))
            lines += [f"{row[0]:{name}}  {cut(row[1], room):{widest}}  {row[2]}" for row in rows]
        lines += [f"note: {note}" for note in explanation.notes]
    return "".join(f"{line}\n" for line in lines)


def together(explanations: Sequence[Explanation]) -> Iterator[tuple[Explanation, list[str]]]:
    """Each explanation that differs from the others, with the plays that it holds for."""
    done: list[tuple[Explanation, list[str]]] = []
    for explanation in explanations:
        play = f"the play {explanation.play!r} ({place_of(explanation.position)})"
        alike = next((known for known in done if known[0].variables == explanation.variables
                      and known[0].notes == explanation.notes), None)  # fmt: skip
        if alike is None:
            done.append((explanation, [play]))
        else:
            alike[1].append(play)
    yield from done


def of_variable(host: str, explained: Explained) -> Iterator[str]:
    """The lines about one variable: the weakest layer first, the one that counts with a mark, then the value."""
    yield f"{explained.name} on {host}"
    width = max((len(where(given)) for given in explained.given), default=0)
    parts = explained.parts
    for given in explained.given:
        mark = MERGED if given in parts and given.merges else MARK if given in parts else ""
        lead = f" {mark:2} {where(given):{width}}  "
        yield from block(lead, given.value)
    if explained.problem:
        yield from block("    value: ", explained.problem)
    elif explained.winner is not None and explained.rendered != explained.winner.value:
        yield from block("    value: ", explained.rendered)
    for given in explained.later:
        value = "" if given.value is None else f": {cut(flat(given.value), 40)}"
        merged = ", merged" if given.merges else ""
        yield f"    on a run: {given.source}{merged}{value}  {place_of(given.position)}"


def block(lead: str, value: Any) -> Iterator[str]:
    """A value behind its lead: on the same line if it fits, else below it, entry by entry."""
    line = flat(value)
    if len(lead) + len(line) <= WIDTH:
        yield f"{lead}{line}".rstrip()
        return
    yield lead.rstrip()
    if not isinstance(value, dict | list):
        yield f"        {line}"
        return
    entries = [f"{key}: {flat(item)}" for key, item in value.items()] if isinstance(value, dict) else \
              [f"- {flat(item)}" for item in value]  # fmt: skip
    for entry in entries:
        yield f"        {cut(entry, WIDTH - 8)}"


def sources(explained: Explained) -> str:
    """The place that counts, and how many more its value is merged with."""
    more = len(explained.parts) - 1
    return where(explained.winner) + (f" merged with {more} more" if more > 0 else "")


def shown_value(explained: Explained) -> Any:
    """The value if it is known, else what is written."""
    if explained.problem and explained.winner is not None:
        return explained.winner.value
    return explained.rendered


def where(given: Given | None) -> str:
    """The place of a value, and of what it is if the place does not say that."""
    if given is None:
        return ""
    if given.position is None or given.position.file == given.source:
        return given.source if given.position is None else place_of(given.position)
    if given.source == given.position.file or given.source == "-e":
        return place_of(given.position)
    return f"{place_of(given.position)} ({given.source.removesuffix(' in the inventory')})"


def place_of(position: Position | None) -> str:
    """File and line; options of the command line have no lines."""
    if position is None:
        return ""
    return position.file if position.file.startswith("-") else f"{position.file}:{position.line}"


def as_data(explanations: Sequence[Explanation]) -> dict[str, Any]:
    """For --json."""
    return {
        "host": explanations[0].host,
        "plays": [
            {
                "play": explanation.play or None,
                **of_position(explanation.position if explanation.play else None),
                "notes": list(explanation.notes),
                "variables": {explained.name: of_explained(explained) for explained in explanation.variables},
            }
            for explanation in explanations
        ],
    }


def of_explained(explained: Explained) -> dict[str, Any]:
    """One variable: `value` is null where `problem` says why it is not known."""
    return {
        "value": plain(explained.rendered),
        "problem": explained.problem or None,
        "layers": [{**of_given(given), "wins": given is explained.winner, "merged": given.merges}
                   for given in explained.given],
        "on_a_run": [of_given(given) for given in explained.later],
    }


def of_given(given: Given) -> dict[str, Any]:
    """One layer."""
    return {"source": given.source, "value": plain(given.value), **of_position(given.position)}


def of_position(position: Position | None) -> dict[str, Any]:
    """A place, or that there is none."""
    if position is None:
        return {"file": None, "line": None, "column": None}
    return {"file": position.file, "line": position.line, "column": position.column}
