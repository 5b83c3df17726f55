"""The pieces of a template as one value, or as one text."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from jinja2 import nodes
from jinja2.nativetypes import NativeCodeGenerator
from jinja2.runtime import Undefined

from pushcfg.template.jinja.values import PLAIN, concrete, no_value
from pushcfg.template.scope import OMIT

# The methods that change a list or mapping.
MUTATING = ("append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort",
            "update")  # fmt: skip


class Native(NativeCodeGenerator):
    """Compiles templates whose pieces are values, not text.

    Only what is text already is worked out at once: a new salt, or what chance brings, is another one each time.
    """

    apart = False

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:
        """See whether it calls a method that changes what it is called on."""
        self.apart = any(found.attr in MUTATING for found in node.find_all(nodes.Getattr))
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """Let it read variables apart, if so."""
        super().write_commons()
        if self.apart:
            self.writeline("resolve = context.resolve_apart")

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> Any:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        return repr(pieced(group))


def pieced(pieces: Iterable[Any]) -> Any:
    """The one piece that a template gives, as it is, or the text of all; None is nothing, as in Ansible."""
    rest = iter(pieces)
    texts: list[str] = []
    try:
        for piece in rest:
            if type(piece) is str:
                texts.append(piece)
            elif piece is not None:
                # Each is made text as soon as it is one of several: what comes next may change a list that was shown.
                if texts:
                    texts.append(shown(piece))
                    continue
                first = piece if no_value(piece) else concrete(piece)
                second = following(rest)
                if second is None:
                    return concrete(first) if no_value(first) else first
                texts += shown(first), second if type(second) is str else shown(second)
    except Exception as error:
        if isinstance(pieces, Generator):
            # So that it comes from the line of the template that has given the piece.
            pieces.throw(error)
        raise
    return "".join(texts) if texts else None


def following(pieces: Iterator[Any]) -> Any:
    """The next piece that is something; None if there is none."""
    for piece in pieces:
        if piece is not None:
            return piece
    return None


def shown(piece: Any) -> str:
    """A piece among others as text; an `if` without `else` that does not hold gives none."""
    if piece is OMIT:
        return ""
    kept = type(piece) in PLAIN or type(piece) is Undefined or no_value(piece)
    return str(piece if kept else concrete(piece))
