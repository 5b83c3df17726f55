"""The options about vault passwords; and what is secret, kept out of all that a command says."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pushcfg.cli.faults import fault
from pushcfg.errors import PushcfgError, VaultError

if TYPE_CHECKING:
    from pushcfg.config import Configuration
    from pushcfg.events import Warned
    from pushcfg.masking import Masker
    from pushcfg.vault import Key, Keyring

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = (
    click.option("--vault-id", "vault_ids", multiple=True, metavar="[LABEL@]SOURCE",
                 help="A vault password and the id that it goes by; SOURCE is a file, a program or `prompt`."),
    click.option("--vault-password-file", "--vault-pass-file", "vault_files", multiple=True, metavar="FILE",
                 help="A file that holds a vault password, or a program that prints it."),
    click.option("-J", "--ask-vault-pass", "--ask-vault-password", "ask_vault_pass", is_flag=True,
                 help="Ask for a vault password."),
)  # fmt: skip


def with_vault(command: Command) -> Command:
    """Give a command the options about vault passwords, for keyring_of; and a `masker`, by which its errors go."""

    @functools.wraps(command)
    def wrapped(*args: Any, **given: Any) -> Any:
        from pushcfg.masking import Masker

        masker = Masker()
        try:
            return command(*args, masker=masker, **given)
        except PushcfgError as error:
            raise type(error)(masker.mask(error.message), error.position, masker.mask(error.hint)) from None
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - raised again, without secrets
            raise fault(error, masker) from None

    for option in reversed(OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]  # it takes what click gives it, and hands that on


def keyring_of(given: Mapping[str, Any], settings: Configuration, masker: Masker) -> Keyring:
    """The keyring of the passwords that settings and options name; what it opens, and they themselves, are masked."""
    from pushcfg.vault import Keyring

    keys = keys_of(identities(given, settings), ask, masker)
    return Keyring(keys, settings.value("vault_id_match"), masker.add)


def keys_of(named: Sequence[str], asked: Callable[[str], str], masker: Masker) -> list[Key]:
    """The keys of identities, with warnings told; `asked` gets the questions of those that are prompts."""
    from pushcfg.vault import named_keys

    warnings: list[Warned] = []
    keys = named_keys(named, asked, warnings)
    for warned in warnings:
        place = f"{warned.position}: " if warned.position is not None else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
    for key in keys:
        masker.add(key.password.decode("utf-8", "replace"))
    return keys


def identities(given: Mapping[str, Any], settings: Configuration) -> list[str]:
    """Where passwords come from, each [LABEL@]SOURCE, in Ansible's order."""
    from pushcfg.vault import DEFAULT_LABEL, PROMPT

    configured = settings.value("vault_password_file")
    files = [*given["vault_files"], *([configured] if configured else [])]
    prompt = [PROMPT] if settings.value("ask_vault_pass") else []
    named = [*settings.value("vault_identity_list"), *given["vault_ids"]]
    return [*named, *(f"{DEFAULT_LABEL}@{file}" for file in files), *prompt]


def ask(question: str) -> str:
    """A password from the terminal; without one, a line of stdin."""
    if not has_terminal():
        answer = sys.stdin.readline().rstrip("\n")
        if not answer:
            raise VaultError("there is no terminal to ask for a vault password at", None,
                             "name a file with --vault-password-file")
        return answer
    typed: str = click.prompt(question.rstrip(": "), hide_input=True, err=True)
    return typed


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True
