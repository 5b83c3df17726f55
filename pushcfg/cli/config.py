"""`pushcfg config`: the settings, and where each came from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pushcfg.cli.settings import configured
from pushcfg.config import SETTINGS, Chosen
from pushcfg.config.settings import Kind
from pushcfg.config.values import LISTS

Command = TypeVar("Command", bound=Callable[..., Any])


def setting_options(command: Command) -> Command:
    """Every option that is a setting, so that an operator can see what it would change."""
    for setting in reversed(SETTINGS):
        if setting.option:
            command = click.option(setting.option, is_flag=setting.kind is Kind.FLAG, multiple=setting.kind in LISTS,
                                   help=f"As for `run`: {setting.help}.")(command)  # fmt: skip
    return command


@click.command()
@click.argument("playbook", required=False)
@click.option("--changed", is_flag=True, help="Only the settings that are not left at their default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@setting_options
def config(playbook: str | None, changed: bool, as_json: bool, **given: Any) -> None:
    """Show each setting, its value, and where it came from.

    pushcfg.toml is looked for beside PLAYBOOK and above it, or from the current folder upwards. The first of these
    that has a setting counts: option, PUSHCFG_* variable, pushcfg.toml, ANSIBLE_* variable, ansible.cfg, default.

    \b
      pushcfg config --changed
      pushcfg config playbooks/site.yml --json
      PUSHCFG_FORKS=10 pushcfg config --changed
    """
    folder = Path(playbook).parent if playbook is not None else Path()
    settings = configured(given, folder)
    shown = [chosen for chosen in settings.chosen.values() if chosen.level or not changed]
    if as_json:
        click.echo(json.dumps([as_data(chosen) for chosen in shown], indent=4))
        return
    rows = [(chosen.setting.name, as_text(chosen.value), origin(chosen)) for chosen in shown]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)] if rows else []
    for row in rows:
        click.echo(f"{row[0]:{widths[0]}}  {row[1]:{min(widths[1], 40)}}  {row[2]}")


def as_text(value: Any) -> str:
    """A value as a line shows it."""
    if value is None or value == ():
        return "-"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def origin(chosen: Chosen) -> str:
    """Where a value came from: file:line, a variable, an option, or default."""
    if chosen.position is None:
        return chosen.source
    return f"{os.path.relpath(chosen.position.file)}:{chosen.position.line}"


def as_data(chosen: Chosen) -> dict[str, Any]:
    """A setting for other programs."""
    position = chosen.position
    return {
        "name": chosen.setting.name, "value": chosen.value, "source": chosen.source,
        "line": None if position is None else position.line, "default": chosen.level == 0,
    }  # fmt: skip
