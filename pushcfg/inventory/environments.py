"""Environments: inventories/NAME/ over inventories/common/."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pushcfg.errors import InventoryError

FOLDER: Final = "inventories"
COMMON: Final = "common"


def environment_sources(name: str, root: Path) -> list[Path]:
    """The inventory directories of an environment below a project's root, the weakest first."""
    folder = root / FOLDER
    known = environments(root)
    if name not in known and name != COMMON:
        listed = (
            f"there are: {', '.join(known)}"
            if known
            else f"make a directory {folder / name} with a hosts.yml"
        )
        raise InventoryError(f"there is no environment {name!r} in {folder}", None, listed)
    return [folder / part for part in dict.fromkeys((COMMON, name)) if (folder / part).is_dir()]


def environments(root: Path) -> list[str]:
    """The environments below a project's root, sorted."""
    folder = root / FOLDER
    if not folder.is_dir():
        return []
    names = (entry.name for entry in folder.iterdir() if entry.is_dir())
    return sorted(name for name in names if name != COMMON and not name.startswith("."))
