"""The command `pushcfg`: finds the command that is named, and turns errors into messages and exit codes."""

from __future__ import annotations

import importlib
import sys
from typing import NoReturn

import click

from pushcfg import __version__
from pushcfg.errors import PushcfgError

# Name of each command, where it lives, and what --help says of it without importing it.
COMMANDS = {
    "run": ("pushcfg.cli.run", "Run a playbook, or with -C show what it would change."),
    "exec": ("pushcfg.cli.adhoc", "Run one module on the hosts that match a pattern."),
    "graph": ("pushcfg.cli.graph", "Draw what waits for what in a playbook."),
    "lint": ("pushcfg.cli.lint", "Find what is probably wrong in playbooks and roles."),
    "inventory": ("pushcfg.cli.inventory", "Show hosts, groups and variables."),
    "explain": ("pushcfg.cli.explain", "Show where the variables of a host come from."),
    "env": ("pushcfg.cli.env", "Compare environments."),
    "config": ("pushcfg.cli.config", "Show the settings, and where each came from."),
    "vault": ("pushcfg.cli.vault", "Encrypt and open files and values, as ansible-vault does."),
    "role": ("pushcfg.cli.role", "Install roles and collections from git, tarballs and folders."),
    "doc": ("pushcfg.cli.doc", "Explain a module and its arguments."),
    "schema": ("pushcfg.cli.schema", "Print JSON Schema, by which editors complete and check."),
    "lab": ("pushcfg.cli.lab", "Bring up throwaway hosts to rehearse on."),
}
NAMES = {"exec": "exec_", "lab": "lab"}
USAGE_ERROR = 2
INTERRUPTED = 130
# As shells show a program that ends when nobody reads what it writes.
UNREAD = 141
FAULT = 70


class Commands(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, NAMES.get(cmd_name, cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pushcfg")
def cli() -> None:
    """Bring servers to their declared state over plain SSH, with Ansible's playbooks and inventories.

    \b
    A first look, on throwaway hosts of this machine (as root):
      pushcfg lab up --packages
      pushcfg run --env dev -i /var/lib/pushcfg/lab/lab/inventory.yml -l lab playbooks/day2.yml -CD

    \b
    Exit codes: 0 done, nothing to change in a check; 2 usage, playbook or inventory wrong, no host
    touched; 3 a check found changes; 4 a task failed; 5 a host was unreachable; 130 interrupted.
    """


def main() -> NoReturn:
    """Run the command line, and exit."""
    for stream in (sys.stdout, sys.stderr):
        # Output of hosts may hold anything; it must never end a run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.Abort:
        # Whoever is at a question and has no answer has ended it, too.
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE_ERROR)
    except SystemExit as ended:
        # click ends with 1 where nobody reads any more, and there alone.
        sys.exit(UNREAD if ended.code == 1 else ended.code)
    except PushcfgError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(USAGE_ERROR)
    except Exception as error:  # noqa: BLE001 - it is told, and the process ends
        from pushcfg.cli.faults import fault
        from pushcfg.masking import Masker

        told = fault(error, Masker())
        if any(word.startswith("-vvv") for word in sys.argv):
            click.echo(told.traced, nl=False, err=True)
        click.echo(f"error: this is a fault of pushcfg itself: {told}; -vvv shows where it comes from", err=True)
        sys.exit(FAULT)
    sys.exit(code if isinstance(code, int) else 0)
