"""The package sources of this machine: which mirrors it trusts, and over which scheme."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pushcfg.errors import LabError

APT = Path("/etc/apt")
# Names a mirror of the Debian archive, for machines whose own package sources have none.
MIRROR = "PUSHCFG_LAB_MIRROR"


def uris(apt: Path = APT) -> list[str]:
    """Every http and https address in the apt sources, in the order of the files, each once."""
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    found = (
        uri.rstrip("/")
        for file in files
        if file.suffix in (".list", ".sources") and file.is_file()
        for uri in _uris_in(file.read_text(errors="replace"))
    )
    return list(dict.fromkeys(found))


def _uris_in(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            # Options of a one-line source end in a bracket: [signed-by=…].
            yield from re.findall(r"https?://[^\s\]]+", line)


def schemes(addresses: list[str]) -> dict[str, str]:
    """The scheme by which each mirror is reached, by host name (with a port, where one is given)."""
    split = [urlsplit(address) for address in addresses]
    return {part.netloc.rpartition("@")[2].lower(): part.scheme for part in reversed(split)}


def debian(addresses: list[str]) -> str:
    """The mirror of the Debian archive: as the environment names it, or one of these; LabError if there is none."""
    named = os.environ.get(MIRROR) or next((uri for uri in addresses if _names(uri, "debian")), None)
    if named is None:
        raise LabError(
            "this machine's package sources have no mirror of the Debian archive", None,
            f"name one: {MIRROR}=http://MIRROR/debian",
        )  # fmt: skip
    return named.rstrip("/")


def security(addresses: list[str]) -> str:
    """The mirror of Debian's security archive among these, or where it lies beside the archive itself."""
    return next((uri for uri in addresses if _names(uri, "debian-security")), f"{debian(addresses)}-security")


def _names(uri: str, archive: str) -> bool:
    return urlsplit(uri).path.rstrip("/").endswith(f"/{archive}")
