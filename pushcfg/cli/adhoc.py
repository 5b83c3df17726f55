"""`pushcfg exec`: one module, now, on the hosts that match a pattern."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushcfg.cli.adhoc_task import PLACE, one_task
from pushcfg.cli.adhoc_words import TextAfterModule
from pushcfg.cli.options import inventory_options, limit_option
from pushcfg.cli.run import connection_options, options_of
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, inventory_of
from pushcfg.errors import InputError, UsageError

if TYPE_CHECKING:
    from pushcfg.fitting import ModuleInfo
    from pushcfg.masking import Masker

# What stands for other tasks makes no sense as the one task of an ad hoc play.
FOR_PLAYBOOKS = ("import_role", "import_tasks", "include", "include_role", "include_tasks")


@click.command("exec", cls=TextAfterModule)
@click.argument("pattern")
@click.argument("module")
@click.argument("args", nargs=-1, metavar="[ARGS]...")
@inventory_options
@limit_option
@connection_options
@with_vault
def exec_(pattern: str, module: str, args: tuple[str, ...], masker: Masker, **given: Any) -> int:
    """Run MODULE on the hosts that match PATTERN, as a playbook of one task would.

    ARGS are name=value words, or one JSON object. For command and shell they are the text to run; if that has
    options of its own, quote it as one word or put -- before it.

    \b
      pushcfg exec all ping -i hosts.yml
      pushcfg exec web service name=nginx state=restarted -i hosts.yml -b --check
      pushcfg exec -i hosts.yml all shell 'df -h / | tail -n 1'
      pushcfg exec all setup 'filter=distribution*' -i hosts.yml
    """
    # The engine takes a while to import, which --help should not.
    from pushcfg.cli.execution import execute
    from pushcfg.cli.extravars import extra_variables
    from pushcfg.sinks import Detail
    from pushcfg.sinks.answers import Answers

    try:
        info = find(module)
        play = one_task(pattern, info, args)
        settings = configured(given)
        keyring = keyring_of(given, settings, masker)
        extra = extra_variables(given["extra_vars"], keyring)
        loaded = inventory_of(settings, keyring, Path(), extra)
        for warned in loaded.warnings:
            click.echo(f"warning: {warned.message}", err=True)
        options = options_of(given, settings, extra)
        answers = Answers(sys.stdout, Detail(options.verbosity, options.diff), only_looks(info))
        return execute((play,), loaded, options, Path("exec"), given["as_json"], masker, keyring, answers)
    except InputError as error:
        if error.position is not None and error.position.file == PLACE.file:
            raise UsageError(error.message, hint=error.hint) from None
        raise


def find(module: str) -> ModuleInfo:
    """The module or statement of this name; UsageError if there is none."""
    from pushcfg import actions, library

    info = actions.find(module)
    if info is not None and info.name in FOR_PLAYBOOKS:
        raise UsageError(f"{info.name} stands for tasks of a playbook; use `pushcfg run`")
    if info is None:
        near = library.suggest(module)
        remedy = actions.not_yet(module)
        hint = f"did you mean {near!r}?" if near else "`pushcfg doc` lists the modules"
        raise UsageError(f"pushcfg has no module {module!r}", hint=remedy or hint)
    return info


def only_looks(info: ModuleInfo) -> bool:
    """Whether all that a module does is to answer."""
    from pushcfg import library

    anatomy = library.load("core.module")
    return info.cls.desired is anatomy.Module.desired and not issubclass(info.cls, anatomy.Action)
