"""`pushcfg inventory`: what the inventory says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from pushcfg.cli.options import inventory_options, limit_option
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, inventory_of
from pushcfg.errors import UsageError
from pushcfg.events import Warned
from pushcfg.inventory import Inventory
from pushcfg.inventory.printing import to_json
from pushcfg.inventory.show import as_graph, as_list, as_tree, host_variables
from pushcfg.masking import Masker
from pushcfg.model import Layer
from pushcfg.source import dump
from pushcfg.vault import Keyring

Command = TypeVar("Command", bound=Callable[..., Any])


def format_options(command: Command) -> Command:
    """Give a command --json and --yaml (as `language`)."""
    with_yaml = click.option("--yaml", "language", flag_value="yaml", help="Print YAML.")
    with_json = click.option(
        "--json", "language", flag_value="json", default="json", help="Print JSON (default)."
    )
    return with_json(with_yaml(command))


def source_options(command: Command) -> Command:
    """Give a command the options that say which inventory and which variables it is about, for `_read`."""
    with_folder = click.option("--playbook-dir", metavar="DIR", help="Count group_vars/ and host_vars/ in DIR instead "
                               "of those in the current folder, as for a playbook there.")  # fmt: skip
    with_extra = click.option("-e", "--extra-vars", multiple=True, metavar="VARS",
                              help="Variables for constructed inventories that ask for them.")  # fmt: skip
    return inventory_options(with_folder(with_extra(with_vault(command))))


def output_option(command: Command) -> Command:
    """Give a command --output (as `output`)."""
    return click.option("--output", metavar="FILE", help="Write to FILE instead of the terminal.")(command)


@click.group()
def inventory() -> None:
    """Show hosts, groups and variables as the inventory declares them."""


@inventory.command("list")
@source_options
@limit_option
@format_options
@click.option("--export", is_flag=True, help="Keep the variables of groups with the groups, to be read in again.")
@output_option
def list_command(
    limit: str | None, language: str, export: bool, output: str | None, masker: Masker, **given: Any
) -> None:
    """Print all groups, hosts and variables, in the shape of `ansible-inventory --list`."""
    loaded, beside = _read(given, masker)
    chosen = loaded if export else beside
    hosts = None if limit is None else chosen.select("all", limit)
    if language == "yaml":
        _write(dump(masker.mask(as_tree(chosen, hosts, export))), output)
    else:
        _write(to_json(masker.mask(as_list(chosen, hosts, export))) + "\n", output)
    _warn(loaded.warnings)


@inventory.command("graph")
@click.argument("group", default="all")
@source_options
@limit_option
@click.option("--vars", "with_variables", is_flag=True, help="Show the variables of groups and hosts, too.")
@output_option
def graph_command(
    group: str, limit: str | None, with_variables: bool, output: str | None, masker: Masker, **given: Any
) -> None:
    """Draw the groups and hosts from GROUP downwards."""
    loaded, beside = _read(given, masker)
    hosts = None if limit is None else loaded.select("all", limit)
    drawn = as_graph(beside, group, hosts, loaded if with_variables else None)
    _write(str(masker.mask(drawn)) + "\n", output)
    _warn(loaded.warnings)


@inventory.command("host")
@click.argument("name")
@source_options
@format_options
@output_option
def host_command(name: str, language: str, output: str | None, masker: Masker, **given: Any) -> None:
    """Print the variables of the host NAME."""
    loaded, beside = _read(given, masker)
    variables = masker.mask(host_variables(beside, name))
    _write(dump(variables) if language == "yaml" else to_json(variables) + "\n", output)
    _warn(loaded.warnings)


def _read(given: dict[str, Any], masker: Masker) -> tuple[Inventory, Inventory]:
    """The inventory that options and settings name: for its groups alone, and with what is beside a playbook.

    As in Ansible, a folder that is not named counts for hosts only.
    """
    settings = configured(given)
    folder = given["playbook_dir"]
    keyring = keyring_of(given, settings, masker)
    extra = _extra(given["extra_vars"], keyring)
    loaded = inventory_of(settings, keyring, None, extra)
    beside = loaded.load_vars_beside(Path(folder or ""), extra)
    return (loaded if folder is None else beside), beside


def _extra(given: tuple[str, ...], keyring: Keyring) -> Layer | None:
    if not given:
        return None
    # It takes what reads playbooks, which takes a while to import.
    from pushcfg.cli.extravars import extra_variables

    return extra_variables(given, keyring)


def _write(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}", hint="name another file") from error


def _warn(warnings: Iterable[Warned]) -> None:
    for warned in warnings:
        place = f"{warned.position}: " if warned.position is not None else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
