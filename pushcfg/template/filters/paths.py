"""Filters on paths, all of the controller."""

from __future__ import annotations

import glob
import ntpath
import os.path
from typing import Any, cast

from pushcfg.template.filters.arguments import is_list, kind_of


def path_join(paths: Any) -> str:
    """One path of its parts."""
    if isinstance(paths, str):
        return paths
    if is_list(paths):
        return cast(str, os.path.join(*paths))
    raise TypeError(f"|path_join expects string or sequence, got {kind_of(paths)} instead.")


def splitext(path: str) -> list[str]:
    """A path and its extension."""
    return list(os.path.splitext(path))


def commonpath(paths: Any) -> str:
    """The longest path that all have in common."""
    if not is_list(paths):
        raise TypeError(f"|commonpath expects sequence, got {kind_of(paths)} instead.")
    return cast(str, os.path.commonpath(paths))


def fileglob(pattern: str) -> list[str]:
    """The files (no folders) that a shell's pattern matches."""
    return [found for found in glob.glob(pattern) if os.path.isfile(found)]


def win_splitdrive(path: str) -> list[str]:
    """The drive or the share of a path of Windows, and the rest."""
    return list(ntpath.splitdrive(path))


CHECKED = {
    "basename": os.path.basename, "dirname": os.path.dirname, "expanduser": os.path.expanduser,
    "expandvars": os.path.expandvars, "realpath": os.path.realpath, "relpath": os.path.relpath,
    "normpath": os.path.normpath, "splitext": splitext, "path_join": path_join, "commonpath": commonpath,
    "fileglob": fileglob, "win_basename": ntpath.basename, "win_dirname": ntpath.dirname,
    "win_splitdrive": win_splitdrive,
}  # fmt: skip
