"""`pushcfg vault`: files and values that Ansible Vault encrypts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pushcfg.cli.secrets import with_vault
from pushcfg.cli.vault_edit import edited
from pushcfg.cli.vault_keys import encrypting, opening, rekeying
from pushcfg.cli.vault_strings import as_yaml, named_strings
from pushcfg.errors import Position, UsageError, VaultError
from pushcfg.masking import Masker
from pushcfg.source import read_bytes
from pushcfg.vault import Keyring, is_vaulted, sealed
from pushcfg.vault.rewriting import replace

Command = TypeVar("Command", bound=Callable[..., Any])
# What stands for stdin or stdout in the place of a file.
STREAM = "-"

files_argument = click.argument("files", nargs=-1, metavar="[FILE]...")
output_option = click.option("--output", metavar="FILE", help="Write here instead; - is stdout.")
label_option = click.option("--encrypt-vault-id", metavar="LABEL",
                            help="Encrypt with the password of this vault id, where several are given.")  # fmt: skip


class Commands(click.Group):
    """A group that knows its commands with underscores, too, as ansible-vault spells one of them."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        return super().get_command(ctx, cmd_name.replace("_", "-"))


@click.group(cls=Commands)
def vault() -> None:
    """Encrypt and open files and values, as ansible-vault does: either opens what the other has made.

    Without FILE, or with -, encrypt and decrypt read stdin and write stdout. A file is replaced at once, and
    several are only touched if all of them can be. Passwords come from --vault-id, --vault-password-file, the
    settings or, where none is named, from the terminal.

    \b
      pushcfg vault encrypt group_vars/all/secrets.yml
      pushcfg vault edit group_vars/all/secrets.yml --vault-password-file ~/.vault
      pushcfg vault encrypt-string --name db_password --vault-id prod@prompt
      pushcfg vault rekey secrets.yml --vault-id prod@old --new-vault-id prod@new
    """


@vault.command()
@files_argument
@output_option
@label_option
@with_vault
def encrypt(files: tuple[str, ...], output: str | None, masker: Masker, **given: Any) -> None:
    """Encrypt files."""
    contents = read(files, output)
    for name, content in contents:
        if is_vaulted(content):
            raise VaultError("this is encrypted already", place(name), "rekey gives it another password")
    key = encrypting(given, masker)
    write([(name, sealed(content, key).encode()) for name, content in contents], output)


@vault.command()
@files_argument
@output_option
@with_vault
def decrypt(files: tuple[str, ...], output: str | None, masker: Masker, **given: Any) -> None:
    """Open files, and leave them open."""
    contents = read(files, output)
    keyring = opening(given, masker)
    write([(name, opened(keyring, name, content)) for name, content in contents], output)


@vault.command()
@files_argument
@with_vault
def view(files: tuple[str, ...], masker: Masker, **given: Any) -> None:
    """Show what is in encrypted files; on a terminal in a pager."""
    contents = read(files, None)
    keyring = opening(given, masker)
    shown = b"".join([opened(keyring, name, content) for name, content in contents])
    if sys.stdout.isatty():
        click.echo_via_pager(shown.decode("utf-8", "backslashreplace"))
    else:
        write([(STREAM, shown)], None)


@vault.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@with_vault
def edit(files: tuple[str, ...], masker: Masker, **given: Any) -> None:
    """Change encrypted files in an editor ($VISUAL, $EDITOR or vi).

    What is open lies in a private folder, in memory where there is one, and is overwritten after. A file that
    was not changed stays as it is; another is encrypted with the password and the vault id that it had.
    """
    keyring = opening(given, masker)
    for name, content in read(files, None):
        plain = opened(keyring, name, content)
        _, key, envelope = keyring.open(content.decode("ascii", "replace"), place(name))
        after = edited(plain, Path(name))
        if after == plain:
            click.echo(f"{name} is unchanged", err=True)
        else:
            replace(Path(name), sealed(after, key, envelope.label).encode())


@vault.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--new-vault-id", "new_id", metavar="[LABEL@]SOURCE", help="The new password, and the id it goes by.")
@click.option("--new-vault-password-file", "new_file", metavar="FILE", help="A file that holds the new password.")
@label_option
@with_vault
def rekey(files: tuple[str, ...], masker: Masker, **given: Any) -> None:
    """Give encrypted files another password.

    It comes from --new-vault-id or --new-vault-password-file, or --encrypt-vault-id names one of those that are
    known; where nothing says so, from the terminal.
    """
    contents = read(files, None)
    keyring = opening(given, masker)
    plain = [(name, opened(keyring, name, content)) for name, content in contents]
    key = rekeying(given, keyring, masker)
    write([(name, sealed(content, key).encode()) for name, content in plain], None)


@vault.command("encrypt-string")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("-n", "--name", "names", multiple=True, metavar="NAME", help="The variable; one for each TEXT, in order.")
@click.option("--stdin-name", metavar="NAME", help="The variable whose value is read from stdin.")
@click.option("-p", "--prompt", is_flag=True, help="Ask for the value at the terminal.")
@click.option("--show-input", is_flag=True, help="Show what is typed for --prompt.")
@output_option
@label_option
@with_vault
def encrypt_string(
    texts: tuple[str, ...], names: tuple[str, ...], output: str | None, masker: Masker, **given: Any
) -> None:
    """Encrypt values for YAML files.

    TEXT is seen by other users of this machine while the command runs: without it, or with -, stdin is read.
    """
    values = named_strings(texts, names, given["stdin_name"], given["prompt"], given["show_input"])
    key = encrypting(given, masker)
    lines = "".join(as_yaml(name, sealed(value.encode("utf-8", "surrogateescape"), key)) for name, value in values)
    write([(output or STREAM, lines.encode())], None)


def read(files: tuple[str, ...], output: str | None) -> list[tuple[str, bytes]]:
    """The names and contents of files, or that of stdin."""
    if output is not None and len(files) > 1:
        raise UsageError("--output takes what comes of one file", hint="name one FILE")
    if STREAM not in files and files:
        return [(name, read_bytes(Path(name))) for name in files]
    if len(files) > 1:
        raise UsageError("- stands for stdin, beside which no file can be named", hint="take it alone")
    if sys.stdin.isatty():
        click.echo("reading stdin, up to Ctrl-D", err=True)
    return [(STREAM, sys.stdin.buffer.read())]


def write(contents: list[tuple[str, bytes]], output: str | None) -> None:
    """Put contents in the place of files, or where the output is to go."""
    for name, content in contents:
        target = name if output is None else output
        if target == STREAM:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            replace(Path(target), content)


def opened(keyring: Keyring, name: str, content: bytes) -> bytes:
    """What an encrypted file holds."""
    return keyring.open(content.decode("ascii", "replace"), place(name))[0]


def place(name: str) -> Position:
    """The place of a file in messages."""
    return Position("stdin" if name == STREAM else name, 1)
