"""Files whose content is replaced as a whole, with nothing of it left behind."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pushcfg.errors import Position, VaultError

# What overwrites a file, piece by piece.
_PIECE: Final = 1 << 20
# Where a private folder is in memory and never reaches a disk.
_MEMORY: Final = Path("/dev/shm")  # noqa: S108


def replace(path: Path, content: bytes) -> None:
    """Give a file another content at once, with its owner and mode; a new file can be read by its owner only.

    A link is followed. What the file held is overwritten, unless it has a second name that still wants it.
    """
    target = path.resolve()
    old = None
    try:
        with suppress(FileNotFoundError):
            old = os.open(target, os.O_RDWR)
        _put(target, content, old)
        if old is not None and os.fstat(old).st_nlink == 0:
            overwrite(old)
    except OSError as error:
        raise VaultError(f"the file cannot be written: {error.strerror}", Position(str(path), 1),
                         "check the permissions of the file and of its folder") from None
    finally:
        if old is not None:
            os.close(old)


def _put(target: Path, content: bytes, old: int | None) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if old is not None:
                before = os.fstat(old)
                if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(descriptor, before.st_uid, before.st_gid)
                os.fchmod(descriptor, before.st_mode & 0o7777)
            file.flush()
            os.fsync(descriptor)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def overwrite(descriptor: int) -> None:
    """Put zeros in the place of an open file's content."""
    left = os.fstat(descriptor).st_size
    os.lseek(descriptor, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(descriptor, bytes(min(left, _PIECE)))
    os.fsync(descriptor)


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that only its owner can enter, in memory where there is such a place; all in it is overwritten after."""
    parent = _MEMORY if os.access(_MEMORY, os.W_OK | os.X_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="pushcfg-", dir=parent))
    try:
        yield folder
    finally:
        _destroy(folder)


def _destroy(folder: Path) -> None:
    for found, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(found, name)
            if path.is_file() and not path.is_symlink():
                with suppress(OSError), path.open("r+b") as file:
                    overwrite(file.fileno())
            path.unlink(missing_ok=True)
        for name in folders:
            path = Path(found, name)
            path.unlink() if path.is_symlink() else path.rmdir()
    folder.rmdir()
