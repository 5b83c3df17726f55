"""`pushcfg env`: which environments there are, and what differs between two of them."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured
from pushcfg.model import Vaulted

if TYPE_CHECKING:
    from pushcfg.masking import Masker
    from pushcfg.vault import Keyring

DIFFERENT = 3


@click.group()
def env() -> None:
    """Compare environments: the folders of inventories/, each over inventories/common/."""


@env.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(as_json: bool) -> None:
    """List the environments, with how many hosts and groups each has.

    \b
      pushcfg env list
    """
    from pushcfg.environments.shown import counted
    from pushcfg.inventory import load_inventory
    from pushcfg.inventory.environments import environments

    settings = configured({})
    rows = []
    for name in environments(settings.root):
        inventory = load_inventory((), name, None, settings.root)
        # The groups `all` and `ungrouped` are always there.
        rows.append((name, len(inventory.hosts), len(inventory.groups) - 2))
    if as_json:
        click.echo(json.dumps([dict(zip(("name", "hosts", "groups"), row, strict=True)) for row in rows], indent=4))
        return
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, hosts, groups in rows:
        click.echo(f"{name:{width}}  {counted(hosts, 'host')} in {counted(groups, 'group')}")
    if not rows:
        click.echo("there are no environments: make a directory inventories/NAME with a hosts.yml", err=True)


@env.command("diff")
@click.argument("left")
@click.argument("right")
@click.argument("pattern", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_vault
def diff_command(
    left: str, right: str, pattern: str | None, as_json: bool, masker: Masker, **given: Any
) -> int:  # fmt: skip
    """Show which variables differ between the environments LEFT and RIGHT, and where each is set.

    Groups are compared with what is said of them alone, then the hosts that both have; nested values key by key.
    PATTERN restricts it to some hosts and their groups. What is secret is compared, and shown as ********.
    Warnings tell of variables that only some environments set, or that look misspelt.

    \b
      pushcfg env diff staging production
      pushcfg env diff staging production web --json

    \b
    Exit codes: 0 no variable differs; 3 some do; 2 an error.
    """
    from pushcfg.environments import compare, shown, suspects
    from pushcfg.inventory import load_inventory

    settings = configured(given)
    keyring = keyring_of(given, settings, masker)
    sides = [load_inventory((), name, None, settings.root, keyring) for name in (left, right)]
    comparison = compare(sides[0], sides[1], pattern, partial(revealed, keyring))
    found = [suspect for suspect in suspects(settings.root, keyring)
             if {left, right} & {*suspect.there, *suspect.missing}]  # fmt: skip
    for warned in dict.fromkeys(warned for side in sides for warned in side.warnings):
        click.echo(f"warning: {warned.position}: {warned.message}", err=True)
    if as_json:
        click.echo(json.dumps(masker.mask(shown.as_data(comparison, (left, right), found)), indent=4))
    else:
        click.echo(masker.mask(shown.as_text(comparison, (left, right))), nl=False)
        for suspect in found:
            click.echo(f"warning: {suspect.position}: {shown.told(suspect)}", err=True)
    return DIFFERENT if comparison.differences else 0


def revealed(keyring: Keyring, value: Any) -> Any:
    """What is in an encrypted value. Without any password two such are compared as they are written."""
    return keyring.value(value) if isinstance(value, Vaulted) and keyring.keys else value
