"""From options and files of settings to what commands work with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushcfg.config import Configuration, load_configuration
from pushcfg.errors import UsageError, VariableError

if TYPE_CHECKING:
    from pushcfg.inventory import Inventory
    from pushcfg.model import Layer
    from pushcfg.playbook.reading import Roots
    from pushcfg.vault import Keyring

SSH_ARGUMENTS = ("ssh_args", "ssh_common_args", "ssh_extra_args")


def configured(given: Mapping[str, Any], folder: Path = Path()) -> Configuration:
    """The settings for a playbook in `folder`, under the options that were given; warnings are told."""
    found = load_configuration(folder, given)
    for warned in found.warnings:
        place = f"{warned.position}: " if warned.position is not None else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
    return found


def inventory_of(
    settings: Configuration, keyring: Keyring, playbook_dir: Path | None = None, extra: Layer | None = None
) -> Inventory:
    """The inventory that the settings name; UsageError if none does. A constructed one may ask for what -e says."""
    from pushcfg.inventory import load_inventory

    return load_inventory(
        settings.value("inventory"), settings.value("env"), playbook_dir, settings.root, keyring, extra
    )


def sources_of(settings: Configuration) -> tuple[str, ...]:
    """The sources of the inventory, as `ansible_inventory_sources` has them."""
    from pushcfg.inventory.environments import environment_sources

    env = settings.value("env")
    folders = [] if env is None else environment_sources(env, settings.root)
    named = [*map(str, folders), *settings.value("inventory")]
    return tuple(source if "," in source else str(Path(source).absolute()) for source in named)


def roots_of(settings: Configuration) -> Roots:
    """Where the settings have roles and collections looked for."""
    from pushcfg.playbook.reading import Roots

    plugins = tuple((kind, Path(folder)) for kind in ("filter", "test", "lookup")
                    for folder in settings.value(f"{kind}_plugins"))  # fmt: skip
    roles, collections = (tuple(map(Path, settings.value(name))) for name in ("roles_path", "collections_path"))
    return Roots(roles, collections, plugins)


def warn_of_suspects(settings: Configuration, keyring: Keyring) -> None:
    """Tell in one line what the chosen environment may lack, or misspell."""
    if settings.value("env") is None:
        return
    from pushcfg.environments import suspects
    from pushcfg.environments.shown import in_short

    told = in_short(suspects(settings.root, keyring), settings.value("env"))
    if told:
        click.echo(f"warning: {told}", err=True)


def connection_settings(settings: Configuration) -> dict[str, Any]:
    """What the settings say of logging in, as the engine's options call it."""
    interpreter = settings.value("interpreter_python")
    return {
        "forks": settings.value("forks"),
        "timeout": settings.value("timeout"),
        "remote_user": settings.value("remote_user"),
        "port": settings.value("remote_port"),
        "private_key": settings.value("private_key_file"),
        "connection": settings.value("connection"),
        "host_key_checking": settings.value("host_key_checking"),
        "ssh_arguments": ssh_arguments(settings),
        "interpreter": interpreter,
        "become": settings.value("become"),
        "become_user": settings.value("become_user"), "become_method": settings.value("become_method"),
    }


def ssh_arguments(settings: Configuration) -> dict[str, str]:
    """The arguments of ssh by the variables that may replace them; UsageError with its place for one not supported."""
    found = {}
    for name in SSH_ARGUMENTS:
        chosen = settings.chosen[name]
        if not chosen.value:
            continue
        from pushcfg.transport import Target, arguments

        try:
            arguments.apply(Target("", ""), arguments.pairs(chosen.value))
        except VariableError as error:
            origin = "" if chosen.position is not None else f"{chosen.source}: "
            raise UsageError(f"{origin}{error.message}", chosen.position, error.hint) from None
        found[f"ansible_{name}"] = chosen.value
    return found
