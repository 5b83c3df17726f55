"""Paths of the controller."""

from __future__ import annotations

import os

from pushcfg.standins.errors import AnsibleError


def unfrackpath(path: str, follow: bool = True, basedir: str | None = None) -> str:
    """The path with ~, variables and links followed, from the root."""
    folder = basedir or os.getcwd()
    if os.path.isfile(folder):
        folder = os.path.dirname(folder)
    whole = os.path.join(folder, os.path.expanduser(os.path.expandvars(path)))
    return os.path.realpath(whole) if follow else os.path.normpath(os.path.abspath(whole))


def makedirs_safe(path: str, mode: int | None = None) -> None:
    """A folder with those above it, if it is not there."""
    try:
        os.makedirs(unfrackpath(path), 0o777 if mode is None else mode, exist_ok=True)
    except OSError as error:
        raise AnsibleError(f"cannot make {path}: {error.strerror}") from None


def basedir(source: str | None) -> str | None:
    """The folder of a file, or the folder itself."""
    if source in (None, "", "."):
        return os.getcwd()
    whole = os.path.abspath(str(source))
    return whole if os.path.isdir(whole) else os.path.dirname(whole)
