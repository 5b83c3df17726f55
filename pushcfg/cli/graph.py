"""`pushcfg graph`: what waits for what in a playbook."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushcfg.cli.run import existing
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, roots_of
from pushcfg.errors import UsageError

if TYPE_CHECKING:
    from pushcfg.masking import Masker
    from pushcfg.playbook import Play


@click.command()
@click.argument("playbook", metavar="PLAYBOOK")
@click.option("--format", "language", type=click.Choice(["text", "dot", "mermaid"]), default="text",
              show_default=True, help="A list, or a drawing for Graphviz or Mermaid.")  # fmt: skip
@click.option("--play", "chosen", metavar="N/NAME", help="Only this play: its number, from 1, or its name.")
@with_vault
def graph(playbook: str, language: str, chosen: str | None, masker: Masker, **given: Any) -> None:
    """Draw what waits for what in PLAYBOOK, and why.

    A task waits for the one above it (order), for what it needs, for the task whose result it reads (data), and
    for what brings a thing that it requires (inferred); a handler waits for who notifies it. No inventory is read.

    \b
      pushcfg graph site.yml
      pushcfg graph site.yml --format dot | dot -Tsvg > site.svg
    """
    # networkx takes a while to import, which --help should not.
    from pushcfg.graph import build, draw
    from pushcfg.playbook import read_playbook

    settings = configured(given, Path(playbook).parent)
    keyring = keyring_of(given, settings, masker)
    warnings: list[Any] = []
    plays = read_playbook(existing(playbook, "playbook"), warnings, keyring, roots_of(settings))
    for warned in warnings:
        click.echo(f"warning: {warned.position}: {warned.message}", err=True)
    formats = {"text": draw.as_text, "dot": draw.as_dot, "mermaid": draw.as_mermaid}
    wanted = plays if chosen is None else [named(plays, chosen)]
    click.echo(masker.mask(formats[language]([(play, build(play)) for play in wanted])), nl=False)


def named(plays: tuple[Play, ...], chosen: str) -> Play:
    """The play of this name or number; UsageError if there is none."""
    for play in plays:
        if play.name == chosen:
            return play
    if chosen.isdigit() and 1 <= int(chosen) <= len(plays):
        return plays[int(chosen) - 1]
    near = get_close_matches(chosen, [play.name for play in plays], 1)
    listed = ", ".join(f"{number} {play.name}" for number, play in enumerate(plays, 1))
    raise UsageError(f"the playbook has no play {chosen!r}",
                     hint=f"did you mean {near[0]!r}?" if near else f"its plays are: {listed}")
