"""Which words of `pushcfg exec` are options, and which the text of a module such as shell."""

from __future__ import annotations

import click

from pushcfg.errors import UsageError


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
