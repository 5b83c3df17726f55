"""`pushcfg run`: playbooks on hosts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pushcfg.cli.options import inventory_options, limit_option
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, connection_settings, inventory_of, roots_of, sources_of, warn_of_suspects
from pushcfg.config import Configuration
from pushcfg.errors import SourceError

if TYPE_CHECKING:
    from pushcfg.masking import Masker
    from pushcfg.model import Layer

Command = TypeVar("Command", bound=Callable[..., Any])


def connection_options(command: Command) -> Command:
    """The options about who logs in, who is become, and how much is done at once."""
    options = [
        click.option("-u", "--user", metavar="NAME", help="Log in as this user, where the inventory does not say."),
        click.option("--private-key", "--key-file", metavar="FILE", help="Private key for the login."),
        click.option("-c", "--connection", metavar="TYPE", help="ssh (default) or local."),
        click.option("-T", "--timeout", type=float, metavar="SECONDS", help="For connecting to a host (10)."),
        click.option("-b", "--become", is_flag=True, help="Become another user by sudo."),
        click.option("--become-user", metavar="NAME", help="The user to become (default root)."),
        click.option("-k", "--ask-pass", is_flag=True, help="Ask for the password of the login."),
        click.option("-K", "--ask-become-pass", is_flag=True, help="Ask for the password that sudo asks for."),
        click.option("-f", "--forks", type=click.IntRange(min=1), help="Hosts at work at the same time (50)."),
        click.option("-e", "--extra-vars", multiple=True, metavar="VARS",
                     help="Variables: k=v pairs, JSON, YAML or @FILE. They win over all others."),
        click.option("-C", "--check", is_flag=True, help="Change nothing; show what would change (exit 3)."),
        click.option("-D", "--diff", is_flag=True, help="Show what differs, line by line."),
        click.option("--json", "as_json", is_flag=True, help="One event a line, as JSON, on stdout."),
        click.option("-v", "--verbose", count=True, help="Say more: -v all tasks, -vv results, -vvv tracebacks."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("playbooks", nargs=-1, required=True, metavar="PLAYBOOK...")
@inventory_options
@limit_option
@click.option("-t", "--tags", multiple=True, metavar="TAGS", help="Only tasks with one of these tags.")
@click.option("--skip-tags", multiple=True, metavar="TAGS", help="No tasks with one of these tags.")
@click.option("--start-at-task", metavar="NAME", help="Leave out the tasks before the one of this name.")
@click.option("--force-handlers", is_flag=True, help="Run notified handlers also on hosts where a task fails.")
@click.option("--list-hosts", is_flag=True, help="Only print the hosts of each play.")
@click.option("--list-tasks", is_flag=True, help="Only print the tasks of each play.")
@click.option("--syntax-check", is_flag=True, help="Only look whether playbook and inventory make sense.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong, and one line a host at the end.")
@connection_options
@with_vault
def run(playbooks: tuple[str, ...], masker: Masker, **given: Any) -> int:
    """Run playbooks: bring every host to the state that they declare.

    Nothing is touched before playbook, inventory and variables have been found to make sense. With
    --check the same code runs, and every write and command is shown instead of done.

    \b
      pushcfg run -i hosts.yml site.yml --check --diff
      pushcfg run --env production site.yml --limit web --tags logging
    """
    # The engine takes a while to import, which --help should not.
    from pushcfg.cli.execution import CHANGES, execute
    from pushcfg.cli.extravars import extra_variables
    from pushcfg.cli.prompts import asked, unasked
    from pushcfg.playbook import read_playbook
    from pushcfg.sinks.brief import Brief

    if given["quiet"] and (given["as_json"] or given["verbose"] or given["diff"]):
        raise click.UsageError("--quiet goes neither with --json nor with -v or --diff")
    lines = Brief(sys.stdout) if given["quiet"] else None
    folder = Path(playbooks[0]).parent
    settings = configured(given, folder)
    keyring = keyring_of(given, settings, masker)
    roots = roots_of(settings)
    warnings: list[Any] = []
    extra = extra_variables(given["extra_vars"], keyring)
    plays = []
    for name in playbooks:
        file = existing(name, "playbook")
        plays.append((Path(name), read_playbook(file, warnings, keyring, roots, extra.values)))
    loaded = inventory_of(settings, keyring, folder, extra)
    warn_of_suspects(settings, keyring)
    for warned in [*warnings, *loaded.warnings]:
        place = f"{warned.position}: " if warned.position is not None else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
    options = options_of(given, settings, extra)
    if given["list_hosts"] or given["list_tasks"] or given["syntax_check"]:
        from pushcfg.cli.listing import listing

        for path, read in plays:
            known = unasked(read, options.extra, keyring, masker)
            click.echo(listing(path, known, loaded, options, keyring, given), nl=False)
        return 0
    plays = [(path, asked(read, options.extra, keyring, masker)) for path, read in plays]
    code = 0
    for path, read in plays:
        found = execute(read, loaded, options, path, given["as_json"], masker, keyring,
                        lines, reload=lambda: inventory_of(settings, keyring, folder, extra))
        code = found or code
        if found not in (0, CHANGES):
            break
    return code


def existing(name: str, what: str) -> Path:
    """The path of a file that must be there."""
    path = Path(name)
    if not path.exists():
        raise SourceError(f"the {what} {name} does not exist")
    return path


def options_of(given: dict[str, Any], settings: Configuration, extra: Layer) -> Any:
    """The engine's options from those of the command line and from the settings."""
    from pushcfg.config.ansible_names import under_ansible_names
    from pushcfg.engine import Options

    login = click.prompt("login password", hide_input=True, err=True) if settings.value("ask_pass") else None
    password = None
    if settings.value("become_ask_pass"):
        told = "sudo password" if login is None else "sudo password (empty: that of the login)"
        password = click.prompt(told, default=login, show_default=False, hide_input=True, err=True)
    # The one task of `pushcfg exec` has no tags.
    tags = [words(settings.value(name)) if name in given else () for name in ("tags", "skip_tags")]
    return Options(
        check=given["check"], diff=settings.value("diff"), limit=given.get("limit"), tags=tags[0], skip_tags=tags[1],
        extra=extra, become_password=password, password=login, start_at_task=given.get("start_at_task"),
        verbosity=given["verbose"], sources=sources_of(settings),
        ansible_config_file=None if settings.ansible_file is None else str(settings.ansible_file),
        settings=under_ansible_names(settings), force_handlers=settings.value("force_handlers"),
        **connection_settings(settings),
    )  # fmt: skip


def words(given: tuple[str, ...]) -> tuple[str, ...]:
    """Comma lists, given any number of times, as one."""
    return tuple(word.strip() for text in given for word in text.split(",") if word.strip())
