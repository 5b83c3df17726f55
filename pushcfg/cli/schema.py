"""`pushcfg schema`: JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pushcfg.errors import UsageError

FILES = ("playbook", "tasks", "inventory", "vars", "module")


@click.command()
@click.argument("kind", type=click.Choice(FILES), metavar="KIND")
@click.argument("name", required=False)
@click.option("--modules", "folders", multiple=True, metavar="FOLDER",
              help="Also the modules of your own in this folder.")  # fmt: skip
def schema(kind: str, name: str | None, folders: tuple[str, ...]) -> None:
    """Print a JSON Schema (draft 2020-12), by which editors complete and check.

    KIND is playbook, tasks (of roles and includes), inventory, vars (group_vars, host_vars, ...) or module, with the
    NAME of a module only its arguments.

    \b
      pushcfg schema playbook > .pushcfg/playbook.json
      pushcfg schema module apt
    """
    from pushcfg import library
    from pushcfg.cli.doc import named
    from pushcfg.schema import of_module, schema_of

    if name is not None and kind != "module":
        raise UsageError(f"schema {kind} takes no name", hint="only `schema module NAME` does")
    own = {}
    for folder in folders:
        if not Path(folder).is_dir():
            raise UsageError(f"there is no folder {folder}")
        own.update({path.stem: library.own(path) for path in sorted(Path(folder).glob("[a-z]*.py"))})
    made = schema_of(kind, tuple(own.values())) if name is None else of_module(named(own.get(name, name)))
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
