"""Every command has a --help that names all of its options, and asking for help costs next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from pushcfg.cli.main import cli

# Libraries that take longer to import than a --help may take.
HEAVY = ("asyncssh", "jinja2", "networkx", "rich")
SEEN = "import atexit, sys; atexit.register(lambda: print([n for n in {names} if n in sys.modules]))"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that name it."""
    context = click.Context(group)
    yield path, group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "pushcfg")
def test_help_names_every_option(path, pushcfg) -> None:
    done = pushcfg(*path, "--help")
    assert (0, "") == (done.code, done.err)
    words = done.out.replace(",", " ").split()
    options = [name for param in COMMANDS[path].params if isinstance(param, click.Option) for name in param.opts]
    assert [] == [name for name in options if name not in words]


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "pushcfg")
def test_help_explains_every_option(path) -> None:
    silent = [param.name for param in COMMANDS[path].params if isinstance(param, click.Option) and not param.help]
    assert [] == silent
    assert COMMANDS[path].help


@pytest.mark.parametrize("path", [path for path in COMMANDS if len(path) < 2], ids=" ".join)
def test_help_imports_nothing_heavy(path) -> None:
    program = f"{SEEN.format(names=HEAVY)}; sys.argv = ['pushcfg', *{list(path)}, '--help']; " \
              "from pushcfg.cli import main; main()"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.splitlines()[-1]


def test_help_is_quick() -> None:
    assert 0.2 >= min(seconds("--help") for _ in range(5))


def seconds(*args: str) -> float:
    """How long a processor is at work for the command; on a machine that is busy the clock would tell of others."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "pushcfg", *args], capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_version(pushcfg) -> None:
    assert pushcfg("--version").out.startswith("pushcfg, version ")


@pytest.mark.parametrize("args", [["nothing"], ["run"], ["run", "--nothing"], ["exec", "all"], ["graph"]])
def test_wrong_usage_ends_with_2(args, pushcfg) -> None:
    done = pushcfg(*args)
    assert (2, "") == (done.code, done.out)
    assert "Error: " in done.err
