"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def inventory_options(command: Command) -> Command:
    """Give a command -i/--inventory (as `inventory`, a tuple of texts) and --env (as `env`)."""
    with_env = click.option(
        "--env",
        metavar="NAME",
        help="Environment: reads inventories/common/, then inventories/NAME/ over it.",
    )
    with_inventory = click.option(
        "-i",
        "--inventory",
        multiple=True,
        metavar="SOURCE",
        help="Inventory file, script, directory, or comma list of hosts (`host1,host2,`). "
        "May be given several times; the later ones override.",
    )
    return with_inventory(with_env(command))


def limit_option(command: Command) -> Command:
    """Give a command -l/--limit (as `limit`)."""
    return click.option(
        "-l",
        "--limit",
        metavar="PATTERN",
        help="Only the hosts that this pattern matches; @FILE reads patterns from a file.",
    )(command)
