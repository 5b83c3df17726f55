"""`pushcfg explain`: where the variables of a host come from."""

from __future__ import annotations

import difflib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushcfg.cli.options import inventory_options
from pushcfg.cli.run import existing
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, inventory_of, roots_of
from pushcfg.errors import VariableError

if TYPE_CHECKING:
    from pushcfg.explain import View
    from pushcfg.masking import Masker
    from pushcfg.playbook import Play


@click.command()
@click.argument("host")
@click.argument("variable", required=False, metavar="[VAR]")
@inventory_options
@click.option("-p", "--playbook", metavar="FILE",
              help="Also what this playbook says: beside it, in its plays, and in their files.")  # fmt: skip
@click.option("-e", "--extra-vars", multiple=True, metavar="VARS",
              help="Variables that win over all others, as for `run`.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Every variable with every layer.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_vault
def explain(
    host: str, variable: str | None, playbook: str | None, extra_vars: tuple[str, ...], everything: bool,
    as_json: bool, masker: Masker, **given: Any,
) -> None:  # fmt: skip
    """Show where the variables of HOST come from: every layer that sets VAR, the weakest first.

    => marks the layer that counts, +> what !merge adds to it. Without VAR, every variable is shown with its value and
    the place that counts. Values are rendered as far as they do not depend on the host; what is encrypted, and text
    whose name ends in password, secret, token and the like, is shown as ********.

    \b
      pushcfg explain web1.example.com log_keep --env production
      pushcfg explain db1.example.com sysctl_all --env production -p playbooks/day2.yml
      pushcfg explain web1.example.com --all --json -i hosts.yml
    """
    # The engine takes a while to import, which --help should not.
    from pushcfg.cli.extravars import extra_variables
    from pushcfg.cli.prompts import unasked
    from pushcfg.explain import shown, views
    from pushcfg.playbook import read_playbook

    warnings: list[Any] = []
    folder = Path(playbook).parent if playbook is not None else Path()
    settings = configured(given, folder)
    keyring = keyring_of(given, settings, masker)
    plays: tuple[Play, ...] = ()
    if playbook is not None:
        plays = read_playbook(existing(playbook, "playbook"), warnings, keyring, roots_of(settings),
                              extra_variables(extra_vars, keyring).values)
    extra = extra_variables(extra_vars, keyring)
    inventory = inventory_of(settings, keyring, folder if playbook is not None else None, extra)
    inventory.host(host)
    path = Path(playbook) if playbook is not None else Path("explain")
    plays = unasked(plays, extra, keyring, masker)
    found = views(plays, inventory, extra, path, host, masker, keyring)
    asked = bool(found)
    if not asked:
        found = views((stand_in(host),), inventory, extra, path, host, masker, keyring)
        if playbook is not None:
            click.echo(f"note: no play of {playbook} is for {host}", err=True)
    names = [variable] if variable is not None else None
    if variable is not None:
        insist(variable, host, found)
    told = [view.explain(names or view.names()) for view in found]
    if not asked:
        told = [replace(explanation, play="", position=None) for explanation in told]
    for warned in [*warnings, *inventory.warnings]:
        click.echo(f"warning: {warned.position}: {warned.message}", err=True)
    if as_json:
        click.echo(json.dumps(shown.as_data(told), indent=4, ensure_ascii=False))
    elif variable is not None or everything:
        click.echo(shown.as_text(told), nl=False)
    else:
        click.echo(shown.as_table(told), nl=False)


def stand_in(host: str) -> Play:
    """A play of nothing on the host, where no playbook is asked about."""
    from pushcfg.cli.adhoc_task import node
    from pushcfg.playbook.read import read_one

    return read_one(node({"name": "", "hosts": [host], "tasks": []}), Path())


def insist(variable: str, host: str, found: list[View]) -> None:
    """VariableError if nothing gives the host this variable."""
    known = {name for view in found for name in view.known()}
    if variable in known:
        return
    close = difflib.get_close_matches(variable, sorted(known), 1)
    hint = f"did you mean {close[0]!r}?" if close else f"`pushcfg explain {host}` lists all"
    if variable.startswith("ansible_"):
        hint += "; facts are known only on a run: pushcfg exec HOST setup"
    raise VariableError(f"nothing sets {variable!r} for {host}", hint=hint)
