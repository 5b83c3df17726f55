"""`pushcfg inventory`: what the inventory says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from pushcfg.cli.options import inventory_options, limit_option
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, inventory_of
from pushcfg.events import Warned
from pushcfg.inventory import Inventory
from pushcfg.inventory.show import as_graph, as_list, as_tree, host_variables, to_json
from pushcfg.masking import Masker
from pushcfg.source import dump

Command = TypeVar("Command", bound=Callable[..., Any])


def format_options(command: Command) -> Command:
    """Give a command --json and --yaml (as `language`)."""
    with_yaml = click.option("--yaml", "language", flag_value="yaml", help="Print YAML.")
    with_json = click.option(
        "--json", "language", flag_value="json", default="json", help="Print JSON (default)."
    )
    return with_json(with_yaml(command))


@click.group()
def inventory() -> None:
    """Show hosts, groups and variables as the inventory declares them."""


@inventory.command("list")
@inventory_options
@limit_option
@format_options
@with_vault
def list_command(limit: str | None, language: str, masker: Masker, **given: Any) -> None:
    """Print all groups, hosts and variables."""
    loaded = _read(given, masker)
    hosts = None if limit is None else loaded.select("all", limit)
    if language == "yaml":
        click.echo(dump(masker.mask(as_tree(loaded, hosts))), nl=False)
    else:
        click.echo(to_json(masker.mask(as_list(loaded, hosts))))
    _warn(loaded.warnings)


@inventory.command("graph")
@click.argument("group", default="all")
@inventory_options
@with_vault
def graph_command(group: str, masker: Masker, **given: Any) -> None:
    """Draw the groups and hosts from GROUP downwards."""
    loaded = _read(given, masker)
    click.echo(masker.mask(as_graph(loaded, group)))
    _warn(loaded.warnings)


@inventory.command("host")
@click.argument("name")
@inventory_options
@format_options
@with_vault
def host_command(name: str, language: str, masker: Masker, **given: Any) -> None:
    """Print the variables of the host NAME."""
    loaded = _read(given, masker)
    variables = masker.mask(host_variables(loaded, name))
    click.echo(dump(variables) if language == "yaml" else to_json(variables), nl=language != "yaml")
    _warn(loaded.warnings)


def _read(given: dict[str, Any], masker: Masker) -> Inventory:
    """The inventory that options and settings name."""
    settings = configured(given)
    return inventory_of(settings, keyring_of(given, settings, masker))


def _warn(warnings: Iterable[Warned]) -> None:
    for warned in warnings:
        place = f"{warned.position}: " if warned.position is not None else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
