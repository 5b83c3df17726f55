"""From what the command line names to an inventory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pushcfg.errors import UsageError
from pushcfg.events import Warned
from pushcfg.inventory.environments import environment_sources
from pushcfg.inventory.inventory import Inventory
from pushcfg.inventory.reading.draft import Draft
from pushcfg.inventory.reading.settle import settle
from pushcfg.inventory.reading.sources import read_source
from pushcfg.inventory.varfiles import VariableFiles
from pushcfg.model import Layer
from pushcfg.vault import NO_KEYS, Keyring


def load(
    sources: Iterable[str | Path],
    playbook_dir: Path | None = None,
    keyring: Keyring = NO_KEYS,
    extra: Layer | None = None,
) -> Inventory:
    """The inventory that some sources make together; a later one overrides an earlier one.

    `extra` are the variables of -e, which a constructed inventory may ask for.
    """
    warnings: list[Warned] = []
    draft = Draft(warnings, keyring, extra)
    directories: dict[Path, None] = {}
    for source in sources:
        directory = read_source(draft, str(source))
        if directory is not None:
            # A directory counts where it is named last.
            directories.pop(directory, None)
            directories[directory] = None
    hosts, groups = settle(draft)
    beside = VariableFiles(playbook_dir, warnings, keyring) if playbook_dir is not None else None
    files = [VariableFiles(path, warnings, keyring) for path in directories]
    return Inventory(hosts, groups, files, beside, warnings, keyring)


def load_inventory(
    inventory: tuple[str, ...],
    env: str | None,
    playbook_dir: Path | None = None,
    root: Path = Path(),
    keyring: Keyring = NO_KEYS,
    extra: Layer | None = None,
) -> Inventory:
    """The inventory that the options -i and --env name: the environment below `root`, then the sources."""
    if not inventory and env is None:
        raise UsageError(
            "no inventory is named", None, "give one with -i FILE or --env NAME, or write it into pushcfg.toml"
        )
    sources: list[str | Path] = list(environment_sources(env, root)) if env is not None else []
    return load([*sources, *inventory], playbook_dir, keyring, extra)
