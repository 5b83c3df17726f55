"""The values that `pushcfg vault encrypt-string` encrypts, and how it writes them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from pushcfg.errors import UsageError

# As far as ansible-vault indents: more than the keys of any list or mapping that the lines are pasted into.
INDENT = " " * 10
STREAM = "-"


def named_strings(
    texts: Sequence[str], names: Sequence[str], stdin_name: str | None, prompt: bool, show_input: bool
) -> list[tuple[str | None, str]]:
    """(variable or None, value) of all that is given; UsageError where one is empty or a name has no value."""
    given = [text for text in texts if text != STREAM]
    from_stdin = len(given) < len(texts) or stdin_name is not None or not (given or prompt)
    if from_stdin and prompt:
        raise UsageError("--prompt and stdin exclude one another", hint="leave out - and --stdin-name")
    waiting = list(names)
    found: list[tuple[str | None, str]] = []
    if prompt:
        found.append((waiting.pop(0) if waiting else None, click.prompt("Value", hide_input=not show_input, err=True)))
    if from_stdin:
        name = stdin_name if stdin_name is not None or given else waiting.pop(0) if waiting else None
        found.append((name, of_stdin()))
    found += [(waiting.pop(0) if waiting else None, text) for text in given]
    if waiting:
        raise UsageError(f"the name {waiting[0]!r} has no value", hint="give one TEXT for each --name")
    if any(not value for _, value in found):
        raise UsageError("the value to encrypt is empty")
    return found


def of_stdin() -> str:
    """All of stdin; a newline at its end, which is seldom meant, is told."""
    if sys.stdin.isatty():
        click.echo("reading the value from stdin, up to Ctrl-D (twice, if the line is not empty)", err=True)
    text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    if text.endswith("\n"):
        click.echo("the value ends with a newline, which is encrypted with it (printf '%s' writes none)", err=True)
    return text


def as_yaml(name: str | None, sealed: str) -> str:
    """An encrypted value as lines of YAML."""
    return "".join(_lines(name, sealed))


def _lines(name: str | None, sealed: str) -> Iterator[str]:
    yield f"{name}: !vault |\n" if name is not None else "!vault |\n"
    yield from (f"{INDENT}{line}\n" for line in sealed.splitlines())
