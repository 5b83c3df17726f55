"""The files that were read, as trees and as lines: where keywords stand, and what comments ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pushcfg.errors import InputError, Position
from pushcfg.source import Node, load_optional, read_text
from pushcfg.template.reads import Reads
from pushcfg.vault import NO_KEYS, Keyring

COMMENT: Final = re.compile(r"#\s*pushcfg:\s*ignore\b[ \t:=]*([\w-]+(?:\s*,\s*[\w-]+)*)?")


class Files:
    """Reads each file once; what cannot be read is told by whoever reads it first of all."""

    def __init__(self, keyring: Keyring = NO_KEYS) -> None:
        self.keyring = keyring
        self.trees: dict[str, Node | None] = {}
        self.places: dict[str, dict[tuple[int, int], Node]] = {}
        self.texts: dict[str, list[str]] = {}
        # What templates read, by text or by path, which is the same in every play.
        self.reads: dict[object, Reads | InputError] = {}
        # Files that do not open, so that nobody knows what is in them.
        self.closed: set[str] = set()

    def tree(self, file: str) -> Node | None:
        """The document of a file; None if there is none."""
        if file not in self.trees:
            try:
                self.trees[file] = load_optional(Path(file), [], self.keyring)
            except InputError:
                self.trees[file] = None
                self.closed.add(file)
        return self.trees[file]

    def mapping(self, position: Position) -> Node | None:
        """The mapping that begins in a place."""
        if position.file not in self.places:
            tree = self.tree(position.file)
            found = below(tree) if tree is not None else iter(())
            self.places[position.file] = {(node.position.line, node.position.column): node
                                          for node in found if node.is_mapping}  # fmt: skip
        return self.places[position.file].get((position.line, position.column))

    def place(self, position: Position, *names: str) -> Position:
        """Where the first of these keywords stands in the mapping that begins in a place; that place without one."""
        node = self.mapping(position)
        keys = (node.key(name) for name in names) if node is not None else iter(())
        return next((key.position for key in keys if key is not None), position)

    def kept(self, key: object, read: Callable[[], Reads]) -> Reads:
        """What `read` gives or raises, for whoever asks again, too."""
        if key not in self.reads:
            try:
                self.reads[key] = read()
            except InputError as error:
                self.reads[key] = error
        found = self.reads[key]
        if isinstance(found, InputError):
            raise found
        return found

    def lines(self, file: str) -> list[str]:
        """The lines of a file."""
        if file not in self.texts:
            try:
                self.texts[file] = read_text(Path(file), self.keyring).split("\n")
            except InputError:
                self.texts[file] = []
        return self.texts[file]

    def ignores(self, position: Position, rule: str) -> bool:
        """Whether a comment in the line says to pass over a rule."""
        lines = self.lines(position.file)
        found = COMMENT.search(lines[position.line - 1]) if 0 < position.line <= len(lines) else None
        return found is not None and (found[1] is None or rule in re.split(r"\s*,\s*", found[1]))


def below(node: Node) -> Iterator[Node]:
    """A node and all in it, each once."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        stack.extend(child for pair in current.items() for child in pair)
        stack.extend(current.elements())
