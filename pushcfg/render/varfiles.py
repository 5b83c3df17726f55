"""Files of variables, each read once for as long as it does not change."""

from __future__ import annotations

from pathlib import Path

from pushcfg.errors import SourceError, VariableError
from pushcfg.model import Layer
from pushcfg.source import load_optional
from pushcfg.vault import Keyring


class VariableReader:
    """Reads them; tasks may write a file that a later task reads, so that its time and size are looked at."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.known: dict[tuple[Path, int, int], Layer] = {}

    def read(self, path: Path) -> Layer:
        """The variables of a file; SourceError or VariableError where it holds none."""
        try:
            found = path.stat()
        except OSError as error:
            raise SourceError(f"the file of variables {path} cannot be read: {error.strerror}") from None
        key = (path, found.st_mtime_ns, found.st_size)
        if key not in self.known:
            self.known[key] = self.parsed(path)
        return self.known[key]

    def parsed(self, path: Path) -> Layer:
        """The variables of a file, read anew; one that is empty has none."""
        node = load_optional(path, [], self.keyring)
        if node is None or node.is_none:
            return Layer(str(path), {})
        if not node.is_mapping:
            raise VariableError(f"a file of variables must be a mapping, not {node.description}", node.position,
                                "write `name: value`")
        for key, _ in node.items():
            if not isinstance(key.value, str):
                raise VariableError(f"the name of a variable is text, not {key.description}", key.position, "quote it")
        return Layer(str(path), node.plain(), node.key_positions())
