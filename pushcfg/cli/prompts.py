"""Asks for the variables of `vars_prompt`, all of them before a run begins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pushcfg.errors import InputError, TemplateError, VariableError
from pushcfg.model import Layer, Unsafe
from pushcfg.promise import Promise
from pushcfg.template.failures import place
from pushcfg.template.scope import Names, Scope

if TYPE_CHECKING:
    from pushcfg.masking import Masker
    from pushcfg.playbook import Play
    from pushcfg.playbook.model import Prompt
    from pushcfg.template import Templar
    from pushcfg.vault import Keyring

Ask = Callable[["Prompt", str], str]
AGAIN = "the two answers differ; once more"


def asked(
    plays: Sequence[Play], extra: Layer, keyring: Keyring, masker: Masker
) -> tuple[Play, ...]:  # fmt: skip
    """The plays with an answer to each of their questions; what -e gives is not asked for."""
    return tuple(answered(play, extra, keyring, masker, from_terminal) for play in plays)


def unasked(
    plays: Sequence[Play], extra: Layer, keyring: Keyring, masker: Masker
) -> tuple[Play, ...]:  # fmt: skip
    """The plays with the default of each question; what has none is known only on a run."""
    return tuple(answered(play, extra, keyring, masker, None) for play in plays)


def answered(
    play: Play, extra: Layer, keyring: Keyring, masker: Masker, ask: Ask | None
) -> Play:  # fmt: skip
    """One play."""
    questions = [prompt for prompt in play.prompts.questions if prompt.name not in extra.values]
    if not questions:
        return play
    from pushcfg.template import templar

    made = templar(keyring)
    about = Names({"playbook_dir": str(play.reading.folder.absolute()), "ansible_play_name": play.name}, data=True)
    scope = Scope((about, Names(extra.values), play.variables), made.variable)
    answers = {prompt.name: answer(prompt, made, scope, masker, ask) for prompt in questions}
    places = {prompt.name: prompt.position for prompt in questions}
    return replace(play, prompts=replace(play.prompts, answers=Names(answers, where=places.get)))


def answer(prompt: Prompt, made: Templar, scope: Scope, masker: Masker, ask: Ask | None) -> Any:
    """The value of one variable: text, as Ansible has it, whatever kind the default is of."""
    try:
        told = rendered(prompt, made, scope)
        given = "" if ask is None else ask(told, told.name)
        if not given and told.default is None:
            if ask is None:
                return Promise(prompt.name, 0, "")
            if not sys.stdin.isatty():
                raise VariableError(f"there is no terminal to ask for {prompt.name!r} at", prompt.position,
                                    f"give it with -e {prompt.name}=VALUE, or a default")
        value = given or ("" if told.default is None else str(told.default))
        hashed = encrypted(told, value)
    except TemplateError as error:
        raise place(error, prompt.position, f"vars_prompt {prompt.name}") from None
    except InputError as error:
        raise type(error)(error.message, error.position or prompt.position, error.hint) from None
    # A default stands in the playbook for all to read.
    if told.private and given:
        masker.add(value)
        masker.add(hashed)
    return Unsafe(hashed) if told.unsafe else hashed


def rendered(prompt: Prompt, made: Templar, scope: Scope) -> Prompt:
    """The question with its templates rendered."""
    from pushcfg import library

    words = {name: made.render(getattr(prompt, name), scope)
             for name in ("prompt", "default", "encrypt", "salt", "salt_size")}  # fmt: skip
    for name in ("private", "confirm", "unsafe"):
        value = made.render(getattr(prompt, name), scope)
        try:
            words[name] = bool(library.load("core.param").to_bool(value))
        except ValueError:
            raise VariableError(f"{name} must be true or false, not {value!r}", prompt.position) from None
    return replace(prompt, **words)


def from_terminal(prompt: Prompt, name: str) -> str:
    """What somebody types; nothing where nobody can be asked."""
    if not sys.stdin.isatty():
        return ""
    while True:
        answers = list(typed(prompt, name))
        if len(set(answers)) == 1:
            return answers[0]
        click.echo(AGAIN, err=True)


def typed(prompt: Prompt, name: str) -> Iterator[str]:
    """The answer, and a second one to compare it with where that is asked for."""
    words = str(prompt.prompt or f"input for {name}")
    if prompt.default is not None:
        words += " [********]" if prompt.private else f" [{prompt.default}]"
    for lead in ("", "confirm ") if prompt.confirm else ("",):
        yield click.prompt(lead + words, default="", show_default=False, hide_input=bool(prompt.private), err=True)


def encrypted(prompt: Prompt, value: str) -> str:
    """The value as /etc/shadow has it, if the question asks for that."""
    if not prompt.encrypt:
        return value
    from pushcfg.template.filters.passwords import password_hash

    try:
        size = None if prompt.salt_size is None else int(prompt.salt_size)
    except (TypeError, ValueError):
        raise VariableError(f"salt_size must be a number, not {prompt.salt_size!r}", prompt.position) from None
    return password_hash(value, str(prompt.encrypt), prompt.salt, size)
