"""The nodes of the YAML composer as our own tree: aliases shared, merge keys resolved, duplicates settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pushcfg.errors import Position, SourceError
from pushcfg.events import Warned
from pushcfg.model import Merging, Unsafe, Vaulted
from pushcfg.source.diagnose import TEMPLATE_HINT
from pushcfg.source.node import MAPPING, SCALAR, SEQUENCE, Node

DEEPEST: Final = 100
LARGEST: Final = 1_000_000
_TAG: Final = "tag:yaml.org,2002:"
# A lone = has a tag of its own, which nobody means.
_STRINGS: Final = frozenset({_TAG + "str", _TAG + "python/unicode", _TAG + "value"})
_MAPPINGS: Final = frozenset({_TAG + "map", _TAG + "python/dict"})
_SEQUENCES: Final = frozenset({_TAG + "seq", _TAG + "python/list"})
_MERGE: Final = _TAG + "merge"
_VAULTS: Final = frozenset({"!vault", "!vault-encrypted"})


class Tree:
    """Converts the nodes of one document.

    `construct` makes the value of a scalar whose tag is in `tags`, or raises one of `misfits`.
    `resolve` gives the tag that a node would have without the one written before it.
    """

    def __init__(
        self,
        name: str,
        warnings: list[Warned],
        construct: Callable[[Any], Any],
        resolve: Callable[[Any], str],
        tags: frozenset[str],
        misfits: tuple[type[Exception], ...],
    ) -> None:
        self._name = name
        self._warnings = warnings
        self._construct = construct
        self._resolve = resolve
        self._tags = tags
        self._strings = _STRINGS - tags
        self._misfits = misfits
        self._done: dict[tuple[int, bool], Node] = {}
        self._open: set[int] = set()

    def convert(self, source: Any, unsafe: bool = False) -> Node:
        """Our node for one of the composer's; an alias gives the very node that its anchor gave."""
        tag = source.tag
        if tag in self._strings and source.id == "scalar":
            return Node(SCALAR, Unsafe(source.value) if unsafe else source.value, self._position(source))
        identity = (id(source), unsafe)
        known = self._done.get(identity)
        if known is not None:
            return known
        if tag == "!unsafe":
            tag, unsafe = self._resolve(source), True
        if tag in _VAULTS:
            return self._vaulted(source)
        if tag == "!merge":
            return self._merging(source, unsafe)
        if id(source) in self._open:
            raise SourceError("this anchor contains itself", self._position(source), "write the value out")
        if len(self._open) > DEEPEST:
            raise too_deep(self._position(source))
        self._open.add(id(source))
        node = self._node(source, tag, unsafe)
        self._open.discard(id(source))
        self._done[identity] = node
        return node

    def _node(self, source: Any, tag: str, unsafe: bool) -> Node:
        position = self._position(source)
        if source.id == "mapping" and tag in _MAPPINGS:
            return Node(MAPPING, self._pairs(source, unsafe), position)
        if source.id == "sequence" and tag in _SEQUENCES:
            elements = [self.convert(element, unsafe) for element in source.value]
            return Node(SEQUENCE, tuple(elements), position)
        if source.id == "scalar" and tag in self._strings:
            return Node(SCALAR, Unsafe(source.value) if unsafe else source.value, position)
        if source.id == "scalar" and tag in self._tags:
            try:
                return Node(SCALAR, self._construct(source), position)
            except self._misfits as error:
                kind = tag.removeprefix(_TAG)
                raise SourceError(
                    f"{source.value!r} looks like a value of type {kind}, but is none",
                    position,
                    "quote it to make it text",
                ) from error
        if tag == _MERGE:
            raise SourceError(f"{source.value!r} alone has a special meaning in YAML", position, "quote it")
        shown = tag.replace(_TAG, "!!")
        raise SourceError(f"the tag {shown} cannot be used here", position, "remove the tag")

    def _vaulted(self, source: Any) -> Node:
        position = self._position(source)
        if source.id != "scalar" or not source.value:
            raise SourceError("!vault stands before encrypted text", position,
                              "make it with `pushcfg vault encrypt-string`")  # fmt: skip
        return Node(SCALAR, Vaulted(source.value, position), position)

    def _merging(self, source: Any, unsafe: bool) -> Node:
        """A value that is merged with that of weaker layers."""
        position = self._position(source)
        if source.id == "scalar":
            raise SourceError("!merge stands before a mapping or a list", position, "write the value out, or remove it")
        source.tag = _TAG + ("map" if source.id == "mapping" else "seq")
        return Node(SCALAR, Merging(self.convert(source, unsafe).plain(), position), position)

    def _pairs(self, source: Any, unsafe: bool) -> tuple[tuple[Node, Node], ...]:
        merged: dict[Any, tuple[Node, Node]] = {}
        own: dict[Any, tuple[Node, Node]] = {}
        for key_source, value_source in source.value:
            if key_source.tag == _MERGE:
                for mapping in self._merged(value_source, unsafe):
                    merged.update({pair[0].value: pair for pair in mapping.value})
                continue
            key = self.convert(key_source)
            if key.kind != SCALAR or isinstance(key.value, Vaulted | Merging):
                raise self._bad_key(key)
            if key.value in own:
                self._warn_duplicate(key, own[key.value][0])
            own[key.value] = (key, self.convert(value_source, unsafe))
        if merged:
            merged.update(own)
            own = merged
        return tuple(own.values())

    def _merged(self, source: Any, unsafe: bool) -> list[Node]:
        """The mappings that a merge key brings in, the weakest first."""
        value = self.convert(source, unsafe)
        # Of a list, the earlier mapping wins.
        mappings = list(reversed(value.elements())) if value.is_sequence else [value]
        for mapping in mappings:
            if not mapping.is_mapping:
                raise SourceError(
                    f"<< merges mappings, not {mapping.description}",
                    mapping.position,
                    "name the anchor of a mapping, or a list of such",
                )
        return mappings

    def _bad_key(self, key: Node) -> SourceError:
        if key.is_mapping:
            return SourceError("a template stands here without quotes", key.position, TEMPLATE_HINT)
        return SourceError(f"a key cannot be {key.description}", key.position, "quote it to make it text")

    def _warn_duplicate(self, key: Node, first: Node) -> None:
        self._warnings.append(
            Warned(
                f"the key {key.value!r} stood in line {first.position.line} already; the last one counts",
                key.position,
            )
        )

    def _position(self, source: Any) -> Position:
        mark = source.start_mark
        return Position(self._name, mark.line + 1, mark.column + 1)


def refuse_expansion(root: Node) -> None:
    """Raise where a few aliases stand for an enormous document."""
    sizes: dict[int, int] = {}

    def size(node: Node) -> int:
        known = sizes.get(id(node))
        if known is None:
            children = [child for pair in node.items() for child in pair] or node.elements()
            known = sizes[id(node)] = 1 + sum(size(child) for child in children)
        return known

    if size(root) > LARGEST:
        raise SourceError(
            f"the aliases of this document stand for more than {LARGEST} values",
            root.position,
            "refer to one anchor less often",
        )


def too_deep(position: Position) -> SourceError:
    """The error for nesting that no sensible document has."""
    return SourceError(f"this is nested more than {DEEPEST} levels deep", position, "flatten it")
