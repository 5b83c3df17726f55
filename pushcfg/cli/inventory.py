"""`pushcfg inventory`: what the inventory says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from pushcfg.cli.options import inventory_options, limit_option
from pushcfg.cli.settings import configured, inventory_of
from pushcfg.events import Warned
from pushcfg.inventory.show import as_graph, as_list, as_tree, host_variables, to_json
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
def list_command(inventory: tuple[str, ...], env: str | None, limit: str | None, language: str) -> None:
    """Print all groups, hosts and variables."""
    loaded = inventory_of(configured({"inventory": inventory, "env": env}))
    hosts = None if limit is None else loaded.select("all", limit)
    if language == "yaml":
        click.echo(dump(as_tree(loaded, hosts)), nl=False)
    else:
        click.echo(to_json(as_list(loaded, hosts)))
    _warn(loaded.warnings)


@inventory.command("graph")
@click.argument("group", default="all")
@inventory_options
def graph_command(group: str, inventory: tuple[str, ...], env: str | None) -> None:
    """Draw the groups and hosts from GROUP downwards."""
    loaded = inventory_of(configured({"inventory": inventory, "env": env}))
    click.echo(as_graph(loaded, group))
    _warn(loaded.warnings)


@inventory.command("host")
@click.argument("name")
@inventory_options
@format_options
def host_command(name: str, inventory: tuple[str, ...], env: str | None, language: str) -> None:
    """Print the variables of the host NAME."""
    loaded = inventory_of(configured({"inventory": inventory, "env": env}))
    variables = host_variables(loaded, name)
    click.echo(dump(variables) if language == "yaml" else to_json(variables), nl=language != "yaml")
    _warn(loaded.warnings)


def _warn(warnings: Iterable[Warned]) -> None:
    for warned in warnings:
        place = f"{warned.position}: " if warned.position is not None else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
