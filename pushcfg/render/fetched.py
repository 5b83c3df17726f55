"""The controller's half of fetch: where a host's file goes, what is there already, and how it is put there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from pushcfg.errors import InputError
from pushcfg.render.files import Sent
from pushcfg.template.scope import Scope


def fetch_values(values: Mapping[str, Any], scope: Scope) -> Sent:
    """Where the file goes, and the SHA-1 of what is there; InputError for a path that leads out of dest."""
    place = place_of(str(values.get("src", "")), os.path.expanduser(str(values.get("dest", ""))),
                     bool(values.get("flat")), str(scope.need("inventory_hostname")), str(scope.need("playbook_dir")))
    return Sent({"place": str(place), "have": checksum(place)})


def place_of(source: str, dest: str, flat: bool, host: str, folder: str) -> Path:
    """dest/HOST/PATH; with `flat` dest itself, or the file's name in it if it ends with a slash."""
    top = Path(folder) / dest
    if flat:
        if top.is_dir() and not dest.endswith("/"):
            raise InputError(f"dest {dest!r} is a folder", hint="end it with a slash to put the file into it")
        return top / Path(source).name if dest.endswith("/") else top
    below = os.path.normpath("/" + source.replace("~", "_", 1) if source.startswith("~") else "/" + source)
    if "/" in host or host in ("", ".", ".."):
        raise InputError(f"{host!r} cannot be the name of a folder", hint="use flat: true with a path of your own")
    return top / host / below.lstrip("/")


def checksum(path: Path) -> str | None:
    """The SHA-1 of a file; None if there is none. InputError if it cannot be read."""
    digest = hashlib.sha1(usedforsecurity=False)
    try:
        with path.open("rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    return digest.hexdigest()


def keep(outcome: dict[str, Any], received: IO[bytes]) -> dict[str, Any]:
    """The outcome once what has arrived is in its place, whole and in one step; a failed one if it cannot be."""
    result = dict(outcome["result"])
    if outcome["status"] != "changed":
        received.close()
        return outcome
    place = Path(str(result["dest"]))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        digest, md5 = hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False)
        prefix = f".{place.name[:100]}."
        with received, tempfile.NamedTemporaryFile(dir=place.parent, prefix=prefix, delete=False) as new:
            try:
                received.seek(0)
                for piece in iter(lambda: received.read(1 << 20), b""):
                    digest.update(piece)
                    md5.update(piece)
                    new.write(piece)
                new.close()
                if digest.hexdigest() != result["remote_checksum"]:
                    return failed(outcome, result, "checksum mismatch: the file has changed while it was fetched")
                os.chmod(new.name, 0o600 if not place.exists() else place.stat().st_mode & 0o7777)
                os.replace(new.name, place)
            finally:
                if os.path.lexists(new.name):
                    os.unlink(new.name)
    except OSError as error:
        return failed(outcome, result, f"cannot write {place}: {error.strerror}")
    result.update(md5sum=md5.hexdigest(), remote_md5sum=None)
    return {**outcome, "result": result}


def failed(outcome: dict[str, Any], result: dict[str, Any], message: str) -> dict[str, Any]:
    """The outcome as a failure."""
    return {**outcome, "status": "failed", "message": message, "result": {**result, "msg": message}}
