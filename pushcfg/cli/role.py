"""`pushcfg role install`: roles and collections of others, from git, tarballs and folders."""

from __future__ import annotations

from pathlib import Path

import click

from pushcfg.cli.settings import configured
from pushcfg.errors import UsageError


@click.group()
def role() -> None:
    """Install roles and collections of others."""


@role.command("install")
@click.argument("sources", nargs=-1, metavar="[SOURCE[,VERSION[,NAME]]]...")
@click.option("-r", "--requirements", "--role-file", "files", multiple=True, metavar="FILE",
              help="Install what this file lists, under `roles:` and `collections:`.")
@click.option("-p", "--roles-path", metavar="FOLDER", help="Put roles here; the first of roles_path otherwise.")
@click.option("--collections-path", metavar="FOLDER",
              help="Put collections here; the first of collections_path otherwise.")
@click.option("-f", "--force", is_flag=True, help="Replace what was installed before.")
def install_(
    sources: tuple[str, ...], files: tuple[str, ...], roles_path: str | None, collections_path: str | None, force: bool
) -> int:
    """Bring roles and collections to where playbooks look for them: all that are named, or none.

    SOURCE is a git address (https, ssh, file), a tarball, or a folder with a slash in its name; VERSION a branch,
    tag or commit. Galaxy servers are not asked.

    \b
      pushcfg role install -r requirements.yml
      pushcfg role install https://git.example.com/ops/backup.git,v2.1 -p roles
    """
    from pushcfg.installing import from_text, install, read_requirements

    if not sources and not files:
        raise UsageError("nothing to install", hint="name a source, or a file with -r")
    wanted = [each for name in files for each in read_requirements(Path(name))]
    wanted += [from_text(source) for source in sources]
    settings = configured({})
    first = [Path(folder or settings.value(name)[0]).expanduser()
             for folder, name in ((roles_path, "roles_path"), (collections_path, "collections_path"))]  # fmt: skip
    for done in install(wanted, first[0], first[1], force):
        version = f" {done.version}" if done.version else ""
        told = f"is there already{version and ','}{version}" if done.what == "kept" else f"{done.what}{version}"
        click.echo(f"{done.kind} {done.name}: {told}  ({done.place}, from {done.source})")
    return 0
