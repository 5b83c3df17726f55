"""`pushcfg exec`: one module, now, on the hosts that match a pattern."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushcfg.cli.options import inventory_options, limit_option
from pushcfg.cli.run import connection_options, options_of
from pushcfg.errors import InputError, Position, UsageError

if TYPE_CHECKING:
    from pushcfg.library import ModuleInfo
    from pushcfg.playbook import Play
    from pushcfg.source import Node

# What messages call the place of everything that the command line says.
PLACE = Position("exec", 1)
# What the module command takes for more than a part of a word.
SPECIAL = re.compile(r"""[\s'"\\]""")


class TextAfterModule(click.Command):
    """A command whose options may stand anywhere, but not within the text of modules such as command and shell."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click, with the words of a text kept from being taken for options."""
        names = {name: takes_value(param) for param in self.params for name in param.opts if name.startswith("-")}
        start = text_start(names, args)
        return super().parse_args(ctx, args if start is None else [*args[:start], "--", *args[start:]])


def takes_value(param: click.Parameter) -> bool:
    """Whether a word must follow an option."""
    return isinstance(param, click.Option) and not param.is_flag and not param.count


def text_start(names: dict[str, bool], args: list[str]) -> int | None:
    """Where a text of several words begins: at the first word behind PATTERN and a free-form MODULE.

    A text in one word (`'ls -l /srv'`) ends with it. UsageError for a word that may be meant either way: what was
    to be a check must not become a run.
    """
    found = positional(names, args)
    if len(found) < 3 or " " in args[found[2]] or not is_free_form(args[found[1]]):
        return None
    text = args[found[2]:]
    for word in text:
        if word.partition("=")[0] in names or (len(word) > 2 and word[0] == "-" and word[:2] in names):
            raise UsageError(f"{word!r} may be an option of pushcfg or a part of the command",
                             hint="put options before the module; for a command with options of its own, quote it as "
                                  "one word or put `--` before it")  # fmt: skip
    return found[2]


def is_free_form(module: str) -> bool:
    """Whether a module takes text."""
    from pushcfg import actions

    info = actions.find(module)
    return info is not None and info.cls.free_form is not None


def positional(names: dict[str, bool], args: list[str]) -> list[int]:
    """Where the words are that are no options, nor values of options; none if a `--` makes that clear."""
    found = []
    index = 0
    while index < len(args):
        word = args[index]
        if word == "--":
            return []
        if word.startswith("-") and len(word) > 1:
            index += wants_next(word, names)
        else:
            found.append(index)
        index += 1
    return found


def wants_next(word: str, names: dict[str, bool]) -> bool:
    """Whether an option's value is the next word."""
    if word.startswith("--"):
        return "=" not in word and names.get(word, False)
    for place, letter in enumerate(word[1:], 1):
        if names.get(f"-{letter}", False):
            return place == len(word) - 1
    return False


@click.command("exec", cls=TextAfterModule)
@click.argument("pattern")
@click.argument("module")
@click.argument("args", nargs=-1, metavar="[ARGS]...")
@inventory_options
@limit_option
@connection_options
def exec_(
    pattern: str, module: str, args: tuple[str, ...], inventory: tuple[str, ...], env: str | None, **given: Any
) -> int:
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
    from pushcfg.inventory import load_inventory
    from pushcfg.sinks import Detail
    from pushcfg.sinks.answers import Answers

    try:
        info = find(module)
        play = one_task(pattern, info, args)
        loaded = load_inventory(inventory, env)
        for warned in loaded.warnings:
            click.echo(f"warning: {warned.message}", err=True)
        options = options_of(given)
        answers = Answers(sys.stdout, Detail(options.verbosity, options.diff), only_looks(info))
        return execute((play,), loaded, options, Path("exec"), given["as_json"], answers)
    except InputError as error:
        if error.position is not None and error.position.file == PLACE.file:
            raise UsageError(error.message, hint=error.hint) from None
        raise


def find(module: str) -> ModuleInfo:
    """The module or statement of this name; UsageError if there is none."""
    from pushcfg import actions, library

    info = actions.find(module)
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


def one_task(pattern: str, info: ModuleInfo, args: tuple[str, ...]) -> Play:
    """A play of one task, read as a playbook would be, with all its checks."""
    from pushcfg.playbook.blocks import Numbers
    from pushcfg.playbook.read import read_play

    task = {info.name: arguments(info, args)}
    play = {"name": f"exec {info.name}", "hosts": pattern, "gather_facts": False, "tasks": [task]}
    return read_play(node(play), Numbers())


def arguments(info: ModuleInfo, args: tuple[str, ...]) -> Any:
    """The arguments as a playbook would have them: text, a mapping, or None."""
    if not args:
        return None
    if len(args) == 1 and args[0].lstrip().startswith("{"):
        given = from_json(args[0])
        if given is not None:
            return given
    if info.cls.free_form is not None:
        return as_text(info.name, args)
    merged: dict[str, str] = {}
    for word in args:
        for name, value in pairs(info, word).items():
            if name in merged:
                raise UsageError(f"{info.name}: the argument {name!r} is given twice")
            merged[name] = value
    return merged


def from_json(text: str) -> dict[str, Any] | None:
    """A JSON object; None if the text is anything else, such as a template or a group of a shell."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def as_text(module: str, args: tuple[str, ...]) -> str:
    """Words as one text.

    One word is taken as it is. Of several, each stays one word to command; to shell, those with spaces in them
    do, and all the others mean there what they would mean there.
    """
    if len(args) == 1:
        return args[0]
    special = re.compile(r"\s") if module == "shell" else SPECIAL
    return " ".join(quoted(word) if not word or special.search(word) else word for word in args)


def quoted(word: str) -> str:
    """A word that a shell reads as it is."""
    inner = word.replace("'", "'\"'\"'")
    return f"'{inner}'"


def pairs(info: ModuleInfo, word: str) -> dict[str, str]:
    """The name=value pairs of one word: several if all its parts are pairs, else one whose value has spaces."""
    from pushcfg import library

    free_form = library.load("core.free_form")
    name, sign, value = word.partition("=")
    if not sign or not re.fullmatch(r"[\w-]+", name):
        raise UsageError(f"{info.name} takes arguments as name=value, not {word!r}",
                         hint=f"`pushcfg doc {info.name}` lists them")
    try:
        rest, found = free_form.split_free_form(word)
    except ValueError:
        rest, found = word, {}
    if rest.strip():
        return {name: free_form.ESCAPE.sub(free_form.unescape, value)}
    return dict(found)


def node(value: Any) -> Node:
    """A value as the reader of playbooks gets it."""
    from pushcfg.source import Node

    if isinstance(value, dict):
        return Node("mapping", tuple((node(key), node(item)) for key, item in value.items()), PLACE)
    if isinstance(value, list):
        return Node("sequence", tuple(map(node, value)), PLACE)
    return Node("scalar", value, PLACE)
